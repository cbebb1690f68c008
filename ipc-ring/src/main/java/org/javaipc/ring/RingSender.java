package org.javaipc.ring;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.javaipc.Address;
import org.javaipc.Claim;
import org.javaipc.CorruptChannelException;
import org.javaipc.EndRole;
import org.javaipc.IpcException;
import org.javaipc.PeerClosedException;
import org.javaipc.PeerDiedException;
import org.javaipc.Sender;
import org.javaipc.WaitStrategy;
import org.javaipc.spi.Checkpoint;
import org.javaipc.spi.Parker;
import org.javaipc.spi.SenderClaim;
import org.javaipc.spi.SharedRegion;
import org.jspecify.annotations.Nullable;

/** The sending end: one lane's producer. */
final class RingSender extends RingEnd implements Sender {
  private final Geometry geometry;
  private final MemorySegment lane;
  private final LaneWriter writer;
  private final SenderClaim claim;
  private final Waiter waiter;
  private final Waker receiverWaker;
  private final long dataOffset;
  private final long word;
  private final int term;
  private final ReceiverWatch receiver;

  /**
   * Takes over a lane, under the name's lock.
   *
   * @param address of the channel
   * @param region of the channel, closed with this end
   * @param geometry of the channel
   * @param receiver under watch; this end's from now on
   * @param laneIndex of a free lane whose memory is reserved
   * @param strategy how to wait
   */
  RingSender(
      Address address,
      SharedRegion region,
      Geometry geometry,
      ReceiverWatch receiver,
      int laneIndex,
      WaitStrategy strategy)
      throws IpcException {
    super(address, region, EndRole.SENDER);
    this.geometry = geometry;
    this.lane = RingDescriptor.laneDescriptor(memory, laneIndex);
    this.writer =
        new LaneWriter(
            region.describe(), lane, RingDescriptor.laneData(memory, geometry, laneIndex));
    this.dataOffset = RingDescriptor.laneDataOffset(geometry, laneIndex);
    this.claim = new SenderClaim(address, geometry.maxMessage(), this::commit);
    this.word = RingDescriptor.laneDescriptorOffset(laneIndex) + RingDescriptor.SENDER_WORD_OFFSET;
    this.waiter = new Waiter(memory, word, parker, strategy);
    this.receiverWaker = new Waker(memory, RingDescriptor.RECEIVER_WORD_OFFSET, parker);
    this.term = Fields.getIntAcquire(memory, RingDescriptor.TERM_OFFSET);
    this.receiver = receiver;
    receiver.onDeath(this::onReceiverDeath);
    join();
    monitor.opened();
  }

  private void join() {
    Fields.putIntVolatile(memory, word, RingDescriptor.AWAKE);
    Fields.putLong(lane, RingDescriptor.SENDER_SLOT_OFFSET, region.liveness().self());
    Fields.putIntVolatile(lane, RingDescriptor.LANE_STATE_OFFSET, RingDescriptor.LANE_JOINED);
    Checkpoint.JOIN_TAKEN.pass();
    announceChange(memory, parker);
    Checkpoint.JOIN_ANNOUNCED.pass();
  }

  @Override
  public long maxMessage() {
    return geometry.maxMessage();
  }

  private void onReceiverDeath() {
    guard.raise(EndGuard.ATTENTION);
    wakeUser(word);
  }

  @Override
  public boolean offer(MemorySegment segment, long offset, long length) throws IpcException {
    claim.checkMessage(segment, offset, length);
    enter();
    try {
      long room = writer.room(length);
      if (room < 0) {
        checkReceiver();
        return false;
      }
      write(segment, offset, length, room);
      return true;
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      guard.exit();
    }
  }

  @Override
  public boolean send(MemorySegment segment, long offset, long length, Duration timeout)
      throws IpcException, InterruptedException {
    return send(segment, offset, length, Waiter.nanos(timeout));
  }

  @Override
  public void send(MemorySegment segment, long offset, long length)
      throws IpcException, InterruptedException {
    var _ = send(segment, offset, length, Waiter.FOREVER);
  }

  private boolean send(MemorySegment segment, long offset, long length, long nanos)
      throws IpcException, InterruptedException {
    claim.checkMessage(segment, offset, length);
    enter();
    try {
      long room = writer.room(length);
      if (room < 0) {
        room = awaitRoom(length, nanos);
      }
      if (room < 0) {
        return false;
      }
      write(segment, offset, length, room);
      return true;
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      guard.exit();
    }
  }

  private void write(MemorySegment segment, long offset, long length, long room)
      throws IpcException {
    MemorySegment.copy(segment, offset, writer.data(), room, length);
    publish(length);
  }

  private void publish(long length) throws IpcException {
    writer.publish(length);
    monitor.counted(1);
    guard.lightFence();
    if (receiverWaker.isDue() || Fields.getIntOpaque(memory, RingDescriptor.TERM_OFFSET) != term) {
      checkReceiver();
      receiverWaker.wake();
    }
    Checkpoint.SEND_WOKEN.pass();
  }

  @Override
  public @Nullable Claim tryClaim(long length) throws IpcException {
    claim.checkClaim(length);
    enter();
    try {
      long room = writer.room(length);
      if (room < 0) {
        checkReceiver();
        return null;
      }
      return claim.open(writer.data(), room, length);
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      guard.exit();
    }
  }

  @Override
  public Claim claim(long length) throws IpcException, InterruptedException {
    claim.checkClaim(length);
    enter();
    try {
      long room = writer.room(length);
      return claim.open(writer.data(), room < 0 ? awaitRoom(length, Waiter.FOREVER) : room, length);
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      guard.exit();
    }
  }

  private void commit(long length) throws IpcException {
    enter();
    try {
      publish(length);
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      guard.exit();
    }
  }

  /** {@return where the message goes; -1 if the time was over} */
  private long awaitRoom(long length, long nanos) throws IpcException, InterruptedException {
    writer.countRoomWait();
    monitor.waitBegins();
    waiter.begin(nanos);
    try {
      while (true) {
        checkConditions(guard.conditions());
        checkReceiver();
        long room = writer.room(length);
        if (room >= 0 || !waiter.pause()) {
          return room;
        }
      }
    } finally {
      waiter.end();
      monitor.waitEnds();
    }
  }

  private void enter() throws IpcException {
    int conditions = guard.enter();
    if (conditions != 0) {
      guard.exit();
      checkConditions(conditions);
    }
  }

  private void checkConditions(int conditions) throws IpcException {
    if ((conditions & EndGuard.CLOSED) != 0) {
      throw closed();
    }
    if ((conditions & EndGuard.ATTENTION) != 0) {
      throw died();
    }
  }

  private PeerDiedException died() {
    return receiverDied(
        receiver.slot(), "what it had not read is lost: open the channel anew and send it again");
  }

  /** Looks for what makes waiting for the receiver pointless. */
  private void checkReceiver() throws IpcException {
    if (Fields.getIntOpaque(memory, RingDescriptor.RECEIVER_WORD_OFFSET) == RingDescriptor.GONE
        || Fields.getIntOpaque(memory, RingDescriptor.TERM_OFFSET) != term) {
      if (RingDescriptor.endedByDeath(memory, term)) {
        throw died();
      }
      throw new PeerClosedException(
          address
              + ": the receiver has closed the channel; what it had not read is lost, or kept for the next one where the medium is durable");
    }
    if (Fields.getIntOpaque(lane, RingDescriptor.LANE_STATE_OFFSET) != RingDescriptor.LANE_JOINED) {
      throw new CorruptChannelException(
          address + ": the receiver refuses this sender: it found bytes that are no message");
    }
  }

  @Override
  public void sync() throws IpcException {
    enter();
    try {
      region.sync(dataOffset, geometry.capacity());
      writer.markSynced();
      region.sync(0, RingDescriptor.headerLength(geometry.lanes()));
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      guard.exit();
    }
  }

  @Override
  public void close() throws IpcException {
    close(word);
  }

  @Override
  void leave() {
    receiver.close();
    Fields.putIntVolatile(lane, RingDescriptor.LANE_STATE_OFFSET, RingDescriptor.LANE_CLOSED);
    announceChange(memory, parker);
  }

  /** Makes the receiver look at who has joined and left. */
  static void announceChange(MemorySegment memory, Parker parker) {
    Fields.addInt(memory, RingDescriptor.CHANGES_OFFSET, 1);
    Waiter.wake(memory, RingDescriptor.RECEIVER_WORD_OFFSET, parker);
  }
}
