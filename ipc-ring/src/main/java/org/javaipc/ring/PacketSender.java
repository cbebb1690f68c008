package org.javaipc.ring;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.javaipc.Address;
import org.javaipc.Claim;
import org.javaipc.CorruptChannelException;
import org.javaipc.EndRole;
import org.javaipc.IpcException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.PeerClosedException;
import org.javaipc.PeerDiedException;
import org.javaipc.Sender;
import org.javaipc.WaitStrategy;
import org.javaipc.spi.Checkpoint;
import org.javaipc.spi.SenderClaim;
import org.javaipc.spi.SharedRegion;
import org.jspecify.annotations.Nullable;

/** A sending end over a queue of the kernel. */
final class PacketSender extends RingEnd implements Sender {
  private final PacketGeometry geometry;
  private final PacketMedium medium;
  private final MemorySegment seat;
  private final long headroom;
  private final MemorySegment buffer;
  private final SenderClaim claim;
  private final Waiter waiter;
  private final Waker receiverWaker;
  private final long word;
  private final int term;
  private final ReceiverWatch receiver;
  private long sent;
  private long roomWaits;

  /**
   * Takes a seat, under the name's lock.
   *
   * @param address of the channel
   * @param region of the channel, closed with this end
   * @param medium the channel's queue, closed with this end
   * @param geometry of the channel
   * @param receiver under watch; this end's from now on
   * @param seatIndex of a free seat
   * @param strategy how to wait
   */
  PacketSender(
      Address address,
      SharedRegion region,
      PacketMedium medium,
      PacketGeometry geometry,
      ReceiverWatch receiver,
      int seatIndex,
      WaitStrategy strategy)
      throws IpcException {
    super(address, region, EndRole.SENDER);
    this.geometry = geometry;
    this.medium = medium;
    this.seat = PacketDescriptor.seat(memory, seatIndex);
    this.headroom = medium.headroom();
    this.buffer = Arena.ofAuto().allocate(headroom + Math.max(1, geometry.maxMessage()), 8);
    this.claim = new SenderClaim(address, geometry.maxMessage(), this::commit);
    this.word = PacketDescriptor.seatOffset(seatIndex) + PacketDescriptor.SENDER_WORD_OFFSET;
    this.waiter = new Waiter(memory, word, parker, strategy);
    this.receiverWaker = new Waker(memory, RingDescriptor.RECEIVER_WORD_OFFSET, parker);
    this.term = Fields.getIntAcquire(memory, RingDescriptor.TERM_OFFSET);
    this.receiver = receiver;
    receiver.onDeath(this::onReceiverDeath);
    join();
    monitor.opened();
  }

  private void join() {
    sent = Fields.getLong(seat, PacketDescriptor.SENT_OFFSET);
    roomWaits = Fields.getLong(seat, PacketDescriptor.ROOM_WAITS_OFFSET);
    Fields.putIntVolatile(memory, word, RingDescriptor.AWAKE);
    Fields.putLong(seat, PacketDescriptor.SENDER_SLOT_OFFSET, region.liveness().self());
    Fields.putIntVolatile(seat, PacketDescriptor.SEAT_STATE_OFFSET, RingDescriptor.LANE_JOINED);
    Checkpoint.JOIN_TAKEN.pass();
    RingSender.announceChange(memory, parker);
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
      Checkpoint.SEND_COPIED.pass();
      boolean direct = isDirect(segment);
      return trySend(
          direct ? segment : copy(segment, offset, length), direct ? offset : headroom, length);
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
      Checkpoint.SEND_COPIED.pass();
      boolean direct = isDirect(segment);
      MemorySegment from = direct ? segment : copy(segment, offset, length);
      long start = direct ? offset : headroom;
      return trySend(from, start, length) || awaitRoom(from, start, length, nanos);
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      guard.exit();
    }
  }

  /** {@return whether the kernel can copy the message from where the caller has it} */
  private boolean isDirect(MemorySegment segment) {
    return headroom == 0 && segment.isNative();
  }

  private MemorySegment copy(MemorySegment segment, long offset, long length) {
    MemorySegment.copy(segment, offset, buffer, headroom, length);
    return buffer;
  }

  private boolean trySend(MemorySegment from, long offset, long length) throws IpcException {
    checkReceiver();
    try {
      if (!medium.trySend(from, offset, length)) {
        return false;
      }
    } catch (NoSuchObjectException e) {
      checkReceiver();
      throw new CorruptChannelException(
          address + ": somebody removed the queue of a living receiver: " + e.getMessage(), e);
    }
    Checkpoint.SEND_PUBLISHED.pass();
    Fields.putLongOpaque(seat, PacketDescriptor.SENT_OFFSET, ++sent);
    monitor.counted(1);
    guard.lightFence();
    if (receiverWaker.isDue()) {
      checkReceiver();
      receiverWaker.wake();
    }
    Checkpoint.SEND_WOKEN.pass();
    return true;
  }

  /** {@return whether it was sent; false if the time was over} */
  private boolean awaitRoom(MemorySegment from, long offset, long length, long nanos)
      throws IpcException, InterruptedException {
    beginWait(nanos);
    try {
      while (waiter.pause()) {
        checkConditions(guard.conditions());
        if (trySend(from, offset, length)) {
          return true;
        }
      }
      return false;
    } finally {
      endWait();
    }
  }

  private void beginWait(long nanos) {
    Fields.putLongOpaque(seat, PacketDescriptor.ROOM_WAITS_OFFSET, ++roomWaits);
    Fields.addInt(memory, PacketDescriptor.WAITING_OFFSET, 1);
    monitor.waitBegins();
    waiter.begin(nanos);
  }

  private void endWait() {
    waiter.end();
    Fields.addInt(memory, PacketDescriptor.WAITING_OFFSET, -1);
    monitor.waitEnds();
  }

  @Override
  public @Nullable Claim tryClaim(long length) throws IpcException {
    claim.checkClaim(length);
    enter();
    try {
      checkReceiver();
      return hasRoom(length) ? claim.open(buffer, headroom, length) : null;
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
      checkReceiver();
      if (!hasRoom(length)) {
        awaitRoom(length);
      }
      return claim.open(buffer, headroom, length);
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      guard.exit();
    }
  }

  private void awaitRoom(long length) throws IpcException, InterruptedException {
    beginWait(Waiter.FOREVER);
    try {
      do {
        checkConditions(guard.conditions());
        checkReceiver();
      } while (!hasRoom(length) && waiter.pause());
    } finally {
      endWait();
    }
  }

  private boolean hasRoom(long length) throws IpcException {
    try {
      return medium.hasRoom(length);
    } catch (NoSuchObjectException e) {
      checkReceiver();
      throw new CorruptChannelException(
          address + ": somebody removed the queue of a living receiver: " + e.getMessage(), e);
    }
  }

  /** Sends what was claimed; other senders may have taken the room meanwhile. */
  private void commit(long length) throws IpcException {
    enter();
    try {
      Checkpoint.SEND_COPIED.pass();
      if (!trySend(buffer, headroom, length)) {
        awaitRoomForCommit(length);
      }
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      guard.exit();
    }
  }

  private void awaitRoomForCommit(long length) throws IpcException {
    boolean interrupted = false;
    try {
      for (boolean done = false; !done; ) {
        try {
          done = awaitRoom(buffer, headroom, length, Waiter.FOREVER);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
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
        receiver.slot(), "what it had not read is kept for the next one: open the channel anew");
  }

  /** Looks for what makes sending pointless. */
  private void checkReceiver() throws IpcException {
    if (Fields.getIntOpaque(memory, RingDescriptor.RECEIVER_WORD_OFFSET) == RingDescriptor.GONE
        || Fields.getIntOpaque(memory, RingDescriptor.TERM_OFFSET) != term) {
      if (RingDescriptor.endedByDeath(memory, term)) {
        throw died();
      }
      throw new PeerClosedException(
          address
              + ": the receiver has closed the channel; what it had not read is kept for the next"
              + " one");
    }
    if (Fields.getIntOpaque(seat, PacketDescriptor.SEAT_STATE_OFFSET)
        != RingDescriptor.LANE_JOINED) {
      throw new CorruptChannelException(
          address + ": the receiver refuses this sender: it found that the header was overwritten");
    }
  }

  @Override
  public void close() throws IpcException {
    close(word);
  }

  @Override
  void leave() {
    receiver.close();
    medium.close();
    Fields.putIntVolatile(seat, PacketDescriptor.SEAT_STATE_OFFSET, RingDescriptor.LANE_CLOSED);
    RingSender.announceChange(memory, parker);
  }
}
