package org.javaipc.core.queue;

import java.lang.foreign.MemorySegment;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.core.endpoint.Endpoint;
import org.javaipc.core.endpoint.Fields;
import org.javaipc.core.endpoint.Waker;
import org.javaipc.core.membership.SlotHeader;
import org.javaipc.spi.Liveness;
import org.jspecify.annotations.Nullable;

/** What the receiver knows of the sender in a seat. */
final class SenderSlot {
  private final Endpoint end;
  private final MemorySegment seat;
  private final Waker senderWaker;

  private boolean attached;
  private long senderSlot;
  private Liveness.@Nullable Watch watch;
  private boolean gone;
  private boolean died;
  private boolean refused;
  private long remaining;

  SenderSlot(Endpoint end, int index) {
    this.end = end;
    this.seat = QueueLayout.seat(end.memory, index);
    this.senderWaker =
        new Waker(
            end.memory, QueueLayout.seatOffset(index) + QueueLayout.SENDER_WORD_OFFSET, end.parker);
  }

  Waker senderWaker() {
    return senderWaker;
  }

  long senderSlot() {
    return senderSlot;
  }

  /** {@return whether the seat has a sender that was not noticed yet} */
  boolean isNew() {
    return !attached && state() != SlotHeader.FREE;
  }

  private int state() {
    return Fields.getIntAcquire(seat, SlotHeader.STATE_OFFSET);
  }

  /** Registers the sender that has the seat. */
  void attach() {
    gone = false;
    died = false;
    refused = false;
    senderSlot = Fields.getLong(seat, SlotHeader.PROCESS_OFFSET);
    attached = true; // last: after an earlier error it is noticed again
  }

  boolean isWatched() {
    return watch != null;
  }

  void watch(Liveness liveness, Runnable onDeath) throws IpcException {
    watch = liveness.watch(senderSlot, onDeath);
  }

  /** Stops watching. */
  void detach() {
    if (watch != null) {
      watch.close();
      watch = null;
    }
  }

  /** {@return whether the sender was noticed to be gone} */
  boolean isGone() {
    return gone;
  }

  boolean hasDied() {
    return died;
  }

  /**
   * Checks whether the sender has gone. A refused sender keeps its seat until it has left or died, so that its leaving
   * cannot be mistaken for another's.
   *
   * @return whether it has gone, and that was not known before
   * @throws CorruptChannelException if the seat holds a value that no sender writes; the sender is refused
   */
  boolean noticeGoing() throws CorruptChannelException {
    if (gone) {
      return false;
    }
    int state = state();
    boolean living = watch == null || watch.isAlive();
    died = state == SlotHeader.JOINED && !living;
    gone = state == SlotHeader.CLOSED || !living;
    if (state != SlotHeader.JOINED && state != SlotHeader.CLOSED && !refused) {
      refuse(state);
    }
    return gone;
  }

  private void refuse(int state) throws CorruptChannelException {
    refused = true;
    Fields.putIntVolatile(seat, SlotHeader.REFUSED_OFFSET, SlotHeader.REFUSED);
    senderWaker.wake();
    throw new CorruptChannelException(
        "%s: a seat in use has state=%d; the memory was overwritten".formatted(end.address, state));
  }

  /** Sets how many messages may still be in the queue of a sender that is gone. */
  void await(long messages) {
    remaining = messages;
  }

  /** {@return whether all messages of a sender that is gone have been taken} */
  boolean isDrained() {
    return gone && remaining <= 0;
  }

  /** A message was taken from the queue. */
  void countTaken() {
    remaining--;
  }

  /** Gives the seat to the next sender. Under the name's lock. */
  void free() {
    detach();
    Fields.putInt(seat, SlotHeader.REFUSED_OFFSET, 0);
    Fields.putIntVolatile(seat, SlotHeader.STATE_OFFSET, SlotHeader.FREE);
    attached = false;
  }

  /** Wakes the sender if it sleeps. */
  void wakeIfAsleep() {
    if (senderWaker.isDue()) {
      senderWaker.wake();
    }
  }
}
