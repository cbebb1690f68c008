package org.javaipc.ring;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.javaipc.Address;
import org.javaipc.EndRole;
import org.javaipc.IpcException;
import org.javaipc.MessageHandler;
import org.javaipc.Receiver;
import org.javaipc.WaitStrategy;
import org.javaipc.spi.Checkpoint;
import org.javaipc.spi.SharedRegion;
import org.jspecify.annotations.Nullable;

/** The receiving end: reads the lanes of all senders in turn. */
final class RingReceiver extends RingEnd implements Receiver {
  private static final long WORD = RingDescriptor.RECEIVER_WORD_OFFSET;

  private final Geometry geometry;
  private final Lane[] lanes;
  private final Members members;
  private final Waiter waiter;

  /**
   * Id of the thread that is in a handler of this end, or 0; others only compare it with theirs.
   */
  private long handlerThread;

  /**
   * Set by a handler that closed its own end, which leaves only when the handler's call is over.
   */
  private boolean leavesOnExit;

  /**
   * Receives from a region that was just created or adopted.
   *
   * @param address of the channel
   * @param region of the channel, closed with this end
   * @param geometry of the channel
   * @param strategy how to wait
   */
  RingReceiver(Address address, SharedRegion region, Geometry geometry, WaitStrategy strategy)
      throws IpcException {
    super(address, region, EndRole.RECEIVER);
    this.geometry = geometry;
    this.lanes = new Lane[geometry.lanes()];
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = lane(i);
    }
    this.members = new Members(this, geometry, lanes, this::onSenderDeath);
    this.waiter = new Waiter(memory, WORD, parker, strategy);
    monitor.opened();
  }

  private Lane lane(int index) throws IpcException {
    MemorySegment descriptor = RingDescriptor.laneDescriptor(memory, index);
    LaneReader reader =
        new LaneReader(
            region.describe(),
            descriptor,
            RingDescriptor.laneData(memory, geometry, index),
            geometry.maxMessage());
    return new Lane(
        this,
        descriptor,
        reader,
        RingDescriptor.laneDescriptorOffset(index) + RingDescriptor.SENDER_WORD_OFFSET);
  }

  @Override
  public long maxMessage() {
    return geometry.maxMessage();
  }

  private void onSenderDeath() {
    guard.raise(EndGuard.ATTENTION);
    wakeUser(WORD);
  }

  @Override
  public long diedSenders() {
    return members.died();
  }

  @Override
  public boolean isEnded() {
    return members.hasEnded();
  }

  @Override
  public int poll(MessageHandler handler, int limit) throws IpcException {
    checkLimit(limit);
    enter();
    try {
      return pollOnce(handler, limit);
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      exit();
    }
  }

  @Override
  public int receive(MessageHandler handler, int limit, Duration timeout)
      throws IpcException, InterruptedException {
    return receive(handler, limit, Waiter.nanos(timeout));
  }

  @Override
  public int receive(MessageHandler handler, int limit) throws IpcException, InterruptedException {
    return receive(handler, limit, Waiter.FOREVER);
  }

  private int receive(MessageHandler handler, int limit, long nanos)
      throws IpcException, InterruptedException {
    checkLimit(limit);
    enter();
    try {
      int taken = pollOnce(handler, limit);
      return taken != 0 ? taken : awaitMessages(handler, limit, nanos);
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      exit();
    }
  }

  private int awaitMessages(MessageHandler handler, int limit, long nanos)
      throws IpcException, InterruptedException {
    monitor.waitBegins();
    waiter.begin(nanos);
    try {
      while (waiter.pause()) {
        checkOpen();
        int taken = pollOnce(handler, limit);
        if (taken != 0) {
          return taken;
        }
      }
      checkOpen();
      return 0;
    } finally {
      waiter.end();
      monitor.waitEnds();
    }
  }

  @Override
  public long receive(MemorySegment into, Duration timeout)
      throws IpcException, InterruptedException {
    return receive(into, Waiter.nanos(timeout));
  }

  @Override
  public long receive(MemorySegment into) throws IpcException, InterruptedException {
    return receive(into, Waiter.FOREVER);
  }

  private long receive(MemorySegment into, long nanos) throws IpcException, InterruptedException {
    if (into.isReadOnly()) {
      throw new IllegalArgumentException("the segment to receive into is read-only");
    }
    enter();
    try {
      Lane lane = nextLane();
      if (lane == null && !members.hasEnded()) {
        lane = awaitLane(nanos);
      }
      if (lane == null) {
        return members.hasEnded() ? END_OF_STREAM : TIMED_OUT;
      }
      return copy(lane, into);
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      exit();
    }
  }

  private @Nullable Lane awaitLane(long nanos) throws IpcException, InterruptedException {
    monitor.waitBegins();
    waiter.begin(nanos);
    try {
      while (waiter.pause()) {
        checkOpen();
        Lane lane = nextLane();
        if (lane != null || members.hasEnded()) {
          return lane;
        }
      }
      checkOpen();
      return null;
    } finally {
      waiter.end();
      monitor.waitEnds();
    }
  }

  @Override
  public boolean awaitReady(Duration timeout) throws IpcException, InterruptedException {
    enter();
    try {
      return nextLane() != null
          || members.hasEnded()
          || awaitLane(Waiter.nanos(timeout)) != null
          || members.hasEnded();
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      exit();
    }
  }

  /** {@return a lane that has peeked a message; null if there is none now} */
  private @Nullable Lane nextLane() throws IpcException {
    members.update();
    for (int i = members.count(); i > 0; i--) {
      Lane lane = members.turn();
      if (lane.peek()) {
        return lane;
      }
    }
    return null;
  }

  private long copy(Lane lane, MemorySegment into) {
    LaneReader reader = lane.reader();
    long length = reader.messageLength();
    if (length > into.byteSize()) {
      throw new IllegalArgumentException(
          "%s: the message has length=%d but the segment only byteSize=%d; it stays to be received"
              .formatted(address, length, into.byteSize()));
    }
    MemorySegment.copy(reader.data(), reader.messageOffset(), into, 0, length);
    reader.take();
    monitor.counted(1);
    giveRoom(lane);
    return length;
  }

  /**
   * {@return how many messages were taken; 0 if there are none now; -1 at the end of the stream}
   */
  private int pollOnce(MessageHandler handler, int limit) throws IpcException {
    members.update();
    int taken = 0;
    for (int i = members.count(); i > 0 && taken < limit; i--) {
      taken += take(members.turn(), handler, limit - taken);
    }
    return taken == 0 && members.hasEnded() ? END_OF_STREAM : taken;
  }

  /**
   * Takes a lane's messages, one lap at most, so that a fast sender does not keep others waiting.
   */
  private int take(Lane lane, MessageHandler handler, int limit) throws IpcException {
    LaneReader reader = lane.reader();
    int taken = 0;
    long lap = reader.position() + geometry.capacity();
    handlerThread = Thread.currentThread().threadId();
    try {
      while (taken < limit && reader.position() < lap && !guard.isClosed() && lane.peek()) {
        reader.take();
        taken++;
        Checkpoint.RECEIVE_TAKEN.pass();
        handler.onMessage(reader.data(), reader.messageOffset(), reader.messageLength());
        Checkpoint.RECEIVE_HANDLED.pass();
        if (reader.isPublicationDue()) {
          giveRoom(lane);
        }
      }
      return taken;
    } finally {
      handlerThread = 0;
      monitor.counted(taken);
      if (reader.isBehind()) {
        giveRoom(lane);
      }
    }
  }

  /**
   * Gives the lane's sender the room of what was taken, and wakes it if it sleeps for want of it.
   */
  private void giveRoom(Lane lane) {
    lane.reader().publish();
    Checkpoint.RECEIVE_ROOM_GIVEN.pass();
    guard.lightFence();
    if (Fields.getIntOpaque(memory, lane.wordOffset()) == RingDescriptor.ASLEEP) {
      Waiter.wake(memory, lane.wordOffset(), parker);
    }
  }

  private static void checkLimit(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit=" + limit + " is not over 0");
    }
  }

  private void enter() throws IpcException {
    if ((guard.enter() & EndGuard.CLOSED) != 0) {
      guard.exit();
      throw closed();
    }
  }

  private void exit() throws IpcException {
    try {
      if (leavesOnExit) {
        leavesOnExit = false;
        giveBack();
      }
    } finally {
      guard.exit();
    }
  }

  private void checkOpen() throws IpcException {
    if (guard.isClosed()) {
      throw closed();
    }
  }

  @Override
  public void close() throws IpcException {
    if (handlerThread == Thread.currentThread().threadId()) {
      leavesOnExit |= guard.raise(EndGuard.CLOSED);
    } else {
      close(WORD);
    }
  }

  @Override
  void leave() throws IpcException {
    members.detach();
    try {
      region.unlink();
    } finally {
      tellSenders();
    }
  }

  private void tellSenders() {
    Fields.putIntVolatile(memory, RingDescriptor.STATE_OFFSET, RingDescriptor.CLOSED);
    Fields.putIntVolatile(memory, WORD, RingDescriptor.GONE);
    for (Lane lane : lanes) {
      Waiter.wake(memory, lane.wordOffset(), parker);
    }
  }
}
