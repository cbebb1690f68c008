package org.javaipc.core.queue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.javaipc.AccessRefusedException;
import org.javaipc.Address;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.MessageHandler;
import org.javaipc.NoSuchObjectException;
import org.javaipc.WaitStrategy;
import org.javaipc.core.endpoint.Fields;
import org.javaipc.core.endpoint.ReceivingEnd;
import org.javaipc.core.membership.ChannelHeader;
import org.javaipc.spi.Checkpoint;
import org.javaipc.spi.MemoryFault;
import org.javaipc.spi.SharedRegion;

/** The receiving end over a kernel queue. */
final class QueueReceiver extends ReceivingEnd {
  private static final long NOTHING = QueueMedium.NONE;

  /** After this many messages, a receiver that takes many at once tells waiting senders. */
  private static final int ROOM_INTERVAL = 4;

  private final QueueLimits geometry;
  private final QueueMedium medium;
  private final MemorySegment place;
  private final QueueMembers members;
  private final long headroom;
  private final MemorySegment buffer;

  /** What handlers see. */
  private final MemorySegment view;

  private long received;

  /** Length of the message in the buffer that has not been handed out yet. */
  private long held = NOTHING;

  /** Set while the kernel may have handed out a message that is not recorded yet. */
  private boolean unknown;

  /**
   * Receives from a queue that was just created or taken over, and lets senders join.
   *
   * @param address of the channel
   * @param region of the channel, closed with this end
   * @param medium the channel's queue, closed with this end
   * @param geometry of the channel
   * @param strategy how to wait
   * @throws IpcException if the kernel does not say how many messages are in the queue
   */
  QueueReceiver(
      Address address,
      SharedRegion region,
      QueueMedium medium,
      QueueLimits geometry,
      WaitStrategy strategy)
      throws IpcException {
    super(address, region, geometry.maxMessage(), ChannelHeader.RECEIVER_WORD_OFFSET, strategy);
    this.geometry = geometry;
    this.medium = medium;
    this.place = Arena.ofAuto().allocate(Queues.PLACE_LENGTH).copyFrom(QueueLayout.place(memory));
    this.members = new QueueMembers(this, geometry, medium, this::onSenderDeath);
    this.headroom = medium.headroom();
    this.buffer = Arena.ofAuto().allocate(headroom + Math.max(1, geometry.maxMessage()), 8);
    this.view = buffer.asReadOnly();
    this.received = QueueLayout.sent(memory, geometry) - medium.pending(); // also by killed ends
    Fields.putLongOpaque(memory, QueueLayout.RECEIVED_OFFSET, received);
    QueueLayout.beginTerm(memory);
    monitor.opened(this, this::unread);
  }

  private long unread() {
    long inQueue =
        QueueLayout.sent(memory, geometry)
            - Fields.getLongOpaque(memory, QueueLayout.RECEIVED_OFFSET);
    return Math.max(0, inQueue) + (held == NOTHING ? 0 : 1);
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
  protected int pollOnce(MessageHandler handler, int limit) throws IpcException {
    int taken = 0;
    long bytes = 0;
    handlerBegins();
    try {
      while (taken < limit && !guard.isClosed() && take(taken == 0)) {
        taken++;
        long length = held;
        bytes += length;
        Checkpoint.RECEIVE_TAKEN.pass();
        held = NOTHING; // from here on only the handler can fail
        handler.onMessage(view, headroom, length);
        Checkpoint.RECEIVE_HANDLED.pass();
        if (taken % ROOM_INTERVAL == 0) {
          tellOfRoom();
        }
      }
    } finally {
      handlerEnds();
      monitor.counted(taken, bytes);
      if (taken % ROOM_INTERVAL != 0) {
        tellOfRoom();
      }
    }
    return taken == 0 && members.hasEnded() ? END_OF_STREAM : taken;
  }

  /**
   * Takes a message from the queue into the buffer, unless one is there already.
   *
   * @param first whether to check the senders too, which may throw
   * @return whether there is a message
   */
  private boolean take(boolean first) throws IpcException {
    if (held != NOTHING) {
      return true;
    }
    if (first) {
      members.update();
      tellIfOneIsMissing();
    }
    try {
      held = takeFromQueue();
    } catch (NoSuchObjectException e) {
      throw new CorruptChannelException(
          address + ": the queue of this receiver was removed: " + e.getMessage(), e);
    }
    if (held == NOTHING) {
      if (first) {
        members.foundEmpty();
      }
      return false;
    }
    Fields.putLongOpaque(memory, QueueLayout.RECEIVED_OFFSET, ++received);
    members.countTaken();
    return true;
  }

  private long takeFromQueue() throws IpcException {
    unknown = true;
    try {
      long length = medium.tryReceive(buffer);
      unknown = false;
      return length;
    } catch (IpcException e) {
      unknown = false;
      throw e;
    }
  }

  /**
   * Reports a lost message: an error, such as a stack overflow, may have occurred after the kernel handed out a message
   * and before that was recorded.
   */
  private void tellIfOneIsMissing() throws IpcException {
    if (unknown) {
      unknown = false;
      throw new IpcException(
          address
              + ": an error cut an earlier call short while it took a message, which may be lost; those"
              + " that follow are whole");
    }
  }

  /**
   * Wakes senders that sleep for lack of room. A sender announces its sleep before its last attempt. The kernel's lock
   * of the queue orders either the announcement before this check, or the attempt after the message was taken.
   */
  private void tellOfRoom() {
    Checkpoint.RECEIVE_ROOM_GIVEN.pass();
    guard.lightFence();
    members.wakeWaiting();
  }

  @Override
  protected boolean wantsLock() {
    return members.isUnsettled();
  }

  @Override
  protected boolean isAlone() {
    return members.count() == 0 && !members.isUnsettled() && !members.hasEnded();
  }

  @Override
  protected boolean isNamed() throws IpcException {
    return super.isNamed() && medium.isNamed();
  }

  @Override
  protected boolean hasNext() throws IpcException {
    return take(true);
  }

  @Override
  protected long copyNext(MemorySegment into) {
    long length = held;
    checkFits(length, into);
    MemorySegment.copy(buffer, headroom, into, 0, length);
    held = NOTHING;
    try {
      monitor.counted(1, length);
      tellOfRoom();
    } catch (StackOverflowError e) {
      // An error would hide the message from the caller. A sleeper checks within half a second.
    }
    return length;
  }

  /**
   * Checks the queue without taking anything: a message that is taken but not handed out would be lost with the
   * process.
   */
  @Override
  protected boolean isReady() throws IpcException {
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
          address + ": the queue of this receiver was removed: " + e.getMessage(), e);
    }
  }

  /**
   * Leaves unread messages to the next receiver; if there are none, the queue is removed. So is a queue that cannot be
   * found any more because the memory that says where it is was truncated. If another user's receiver died, perhaps
   * only that user may remove the queue; then it stays, empty, for the next receiver.
   */
  @Override
  protected void leave() throws IpcException {
    members.detach();
    try (medium) {
      try (MemoryFault.SETTLED) {
        tellSenders();
        keepWhatIsLeft();
      } catch (InternalError e) {
        if (isRemoved()) {
          region.discard();
        }
        throw e;
      }
    }
  }

  private void tellSenders() {
    ChannelHeader.endTerm(memory);
    members.wakeAll();
    parker.heavyFence();
  }

  private void keepWhatIsLeft() throws IpcException {
    if ((geometry.temporary() || isEmpty()) && isRemoved()) {
      region.discard();
    } else {
      QueueLayout.describe(memory, geometry);
      QueueLayout.place(memory).copyFrom(place);
    }
    MemoryFault.settle();
  }

  private boolean isRemoved() throws IpcException {
    try {
      medium.remove();
      return true;
    } catch (AccessRefusedException e) {
      return false;
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
