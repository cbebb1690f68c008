package org.javaipc.ring;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.javaipc.Address;
import org.javaipc.CorruptChannelException;
import org.javaipc.EndRole;
import org.javaipc.IpcException;
import org.javaipc.MessageHandler;
import org.javaipc.NoSuchObjectException;
import org.javaipc.Receiver;
import org.javaipc.WaitStrategy;
import org.javaipc.spi.Checkpoint;
import org.javaipc.spi.SharedRegion;

/** The receiving end over a queue of the kernel. */
final class PacketReceiver extends RingEnd implements Receiver {
  private static final long WORD = RingDescriptor.RECEIVER_WORD_OFFSET;
  private static final long NOTHING = PacketMedium.NONE;

  /** A receiver that takes many at once tells waiting senders after so many. */
  private static final int ROOM_INTERVAL = 4;

  private final PacketGeometry geometry;
  private final PacketMedium medium;
  private final MemorySegment place;
  private final PacketMembers members;
  private final Waiter waiter;
  private final long headroom;
  private final MemorySegment buffer;

  /** What handlers see. */
  private final MemorySegment view;

  private long received;

  /** Length of the message in the buffer that nobody was given yet. */
  private long held = NOTHING;

  /** Id of the thread that is in a handler of this end, or 0; others only compare it with theirs. */
  private long handlerThread;

  /** Set by a handler that closed its own end, which leaves only when the handler's call is over. */
  private boolean leavesOnExit;

  /**
   * Receives from a queue that was just made or taken over; lets senders in.
   *
   * @param address of the channel
   * @param region of the channel, closed with this end
   * @param medium the channel's queue, closed with this end
   * @param geometry of the channel
   * @param strategy how to wait
   */
  PacketReceiver(
      Address address,
      SharedRegion region,
      PacketMedium medium,
      PacketGeometry geometry,
      WaitStrategy strategy) {
    super(address, region, EndRole.RECEIVER);
    this.geometry = geometry;
    this.medium = medium;
    this.place =
        Arena.ofAuto().allocate(PacketQueues.PLACE_LENGTH).copyFrom(PacketDescriptor.place(memory));
    this.members = new PacketMembers(this, geometry, medium, this::onSenderDeath);
    this.waiter = new Waiter(memory, WORD, parker, strategy);
    this.headroom = medium.headroom();
    this.buffer = Arena.ofAuto().allocate(headroom + Math.max(1, geometry.maxMessage()), 8);
    this.view = buffer.asReadOnly();
    PacketDescriptor.beginTerm(memory);
    monitor.opened();
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

  /**
   * {@return how many messages were taken; 0 if there are none now; -1 at the end of the stream}
   */
  private int pollOnce(MessageHandler handler, int limit) throws IpcException {
    int taken = 0;
    handlerThread = Thread.currentThread().threadId();
    try {
      while (taken < limit && !guard.isClosed() && take(taken == 0)) {
        taken++;
        long length = held;
        held = NOTHING;
        Checkpoint.RECEIVE_TAKEN.pass();
        handler.onMessage(view, headroom, length);
        Checkpoint.RECEIVE_HANDLED.pass();
        if (taken % ROOM_INTERVAL == 0) {
          tellOfRoom();
        }
      }
    } finally {
      handlerThread = 0;
      monitor.counted(taken);
      if (taken % ROOM_INTERVAL != 0) {
        tellOfRoom();
      }
    }
    return taken == 0 && members.hasEnded() ? END_OF_STREAM : taken;
  }

  /**
   * Takes a message from the queue into the buffer, unless one is there already.
   *
   * @param first whether to look after the senders too, which may throw
   * @return whether one is there
   */
  private boolean take(boolean first) throws IpcException {
    if (held != NOTHING) {
      return true;
    }
    if (first) {
      members.update();
    }
    try {
      held = medium.tryReceive(buffer);
    } catch (NoSuchObjectException e) {
      throw new CorruptChannelException(
          address + ": somebody removed the queue of this receiver: " + e.getMessage(), e);
    }
    if (held == NOTHING) {
      if (first) {
        members.foundEmpty();
      }
      return false;
    }
    Fields.putLongOpaque(memory, PacketDescriptor.RECEIVED_OFFSET, ++received);
    members.countTaken();
    return true;
  }

  /** Wakes senders that sleep for want of room. */
  private void tellOfRoom() {
    Checkpoint.RECEIVE_ROOM_GIVEN.pass();
    guard.lightFence();
    if (Fields.getIntOpaque(memory, PacketDescriptor.WAITING_OFFSET) != 0) {
      members.wakeWaiting();
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
      if (take(true) || (!members.hasEnded() && awaitMessage(nanos))) {
        return copy(into);
      }
      return members.hasEnded() ? END_OF_STREAM : TIMED_OUT;
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      exit();
    }
  }

  /** {@return whether there is a message in the buffer; false at the end or when the time is over} */
  private boolean awaitMessage(long nanos) throws IpcException, InterruptedException {
    monitor.waitBegins();
    waiter.begin(nanos);
    try {
      while (waiter.pause()) {
        checkOpen();
        if (take(true)) {
          return true;
        }
        if (members.hasEnded()) {
          return false;
        }
      }
      checkOpen();
      return false;
    } finally {
      waiter.end();
      monitor.waitEnds();
    }
  }

  private long copy(MemorySegment into) {
    long length = held;
    if (length > into.byteSize()) {
      throw new IllegalArgumentException(
          "%s: the message has length=%d but the segment only byteSize=%d; it stays to be received"
              .formatted(address, length, into.byteSize()));
    }
    MemorySegment.copy(buffer, headroom, into, 0, length);
    held = NOTHING;
    monitor.counted(1);
    tellOfRoom();
    return length;
  }

  @Override
  public boolean awaitReady(Duration timeout) throws IpcException, InterruptedException {
    enter();
    try {
      return isReady() || awaitReady(Waiter.nanos(timeout));
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      exit();
    }
  }

  private boolean awaitReady(long nanos) throws IpcException, InterruptedException {
    monitor.waitBegins();
    waiter.begin(nanos);
    try {
      while (waiter.pause()) {
        checkOpen();
        if (isReady()) {
          return true;
        }
      }
      checkOpen();
      return false;
    } finally {
      waiter.end();
      monitor.waitEnds();
    }
  }

  /** Looks at the queue without taking anything: what is taken and not given dies with a process. */
  private boolean isReady() throws IpcException {
    if (held != NOTHING || members.hasEnded()) {
      return true;
    }
    members.update();
    if (pending() > 0) {
      return true;
    }
    members.foundEmpty();
    return members.hasEnded();
  }

  private long pending() throws IpcException {
    try {
      return medium.pending();
    } catch (NoSuchObjectException e) {
      throw new CorruptChannelException(
          address + ": somebody removed the queue of this receiver: " + e.getMessage(), e);
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

  /** Leaves what was not received to the next receiver; if that is nothing, the queue goes. */
  @Override
  void leave() throws IpcException {
    members.detach();
    Fields.putIntVolatile(memory, RingDescriptor.STATE_OFFSET, RingDescriptor.CLOSED);
    Fields.putIntVolatile(memory, WORD, RingDescriptor.GONE);
    members.wakeAll();
    parker.heavyFence();
    try (medium) {
      if (isEmpty()) {
        medium.remove();
        region.discard();
      } else {
        PacketDescriptor.describe(memory, geometry);
        PacketDescriptor.place(memory).copyFrom(place);
      }
    }
  }

  private boolean isEmpty() throws IpcException {
    try {
      return medium.pending() == 0;
    } catch (NoSuchObjectException e) {
      return true;
    }
  }
}
