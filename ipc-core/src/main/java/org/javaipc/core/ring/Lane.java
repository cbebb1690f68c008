package org.javaipc.core.ring;

import java.lang.foreign.MemorySegment;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.core.endpoint.Endpoint;
import org.javaipc.core.endpoint.Fields;
import org.javaipc.core.endpoint.Waker;
import org.javaipc.core.membership.SlotHeader;
import org.javaipc.spi.Liveness;
import org.jspecify.annotations.Nullable;

/** One lane as the receiver sees it: its reader, and what is known of its sender. */
final class Lane {
  private final Endpoint end;
  private final MemorySegment descriptor;
  private final LaneReader reader;
  private final Waker senderWaker;

  private boolean attached;
  private long senderSlot;
  private Liveness.@Nullable Watch senderWatch;
  private boolean refused;

  /**
   * Represents a lane that is free.
   *
   * @param end of the receiver
   * @param descriptor of the lane
   * @param reader of the lane
   * @param senderWaker wakes the lane's sender
   */
  Lane(Endpoint end, MemorySegment descriptor, LaneReader reader, Waker senderWaker) {
    this.end = end;
    this.descriptor = descriptor;
    this.reader = reader;
    this.senderWaker = senderWaker;
  }

  LaneReader reader() {
    return reader;
  }

  Waker senderWaker() {
    return senderWaker;
  }

  long senderSlot() {
    return senderSlot;
  }

  /** {@return whether the lane has a sender that was not noticed yet} */
  boolean isNew() {
    return !attached && state() != SlotHeader.FREE;
  }

  /** {@return the same, in memory of one process, where a lane may be reserved for a sender that has not joined yet} */
  boolean isNewAndJoined() {
    int state = state();
    return !attached && state != SlotHeader.FREE && state != RingFeed.RESERVED;
  }

  private int state() {
    return Fields.getIntAcquire(descriptor, SlotHeader.STATE_OFFSET);
  }

  /** Registers the sender that has the lane. */
  void attach() {
    refused = false;
    senderSlot = Fields.getLong(descriptor, SlotHeader.PROCESS_OFFSET);
    attached = true; // last: after an earlier error it is noticed again
  }

  boolean isWatched() {
    return senderWatch != null;
  }

  /** Begins to watch the sender that has the lane. */
  void watch(Liveness liveness, Runnable onDeath) throws IpcException {
    senderWatch = liveness.watch(senderSlot, onDeath);
  }

  /** Stops watching the sender that has the lane. */
  void detach() {
    Liveness.Watch watch = senderWatch;
    senderWatch = null;
    if (watch != null) {
      watch.close();
    }
  }

  /** {@return whether there is a next message} It is not taken. */
  boolean peek() throws CorruptChannelException {
    try {
      return !refused && reader.peek();
    } catch (CorruptChannelException e) {
      refuse();
      throw e;
    }
  }

  /** {@return whether the lane's sender has left or died, and will send no more} */
  boolean isAbandoned() throws CorruptChannelException {
    return hasLeft() || (senderWatch != null && !senderWatch.isAlive());
  }

  /** {@return whether the lane's sender has closed} */
  boolean hasLeft() throws CorruptChannelException {
    int state = state();
    if (!refused && state != SlotHeader.JOINED && state != SlotHeader.CLOSED) {
      refuse();
      throw new CorruptChannelException(
          "%s: a lane in use has state=%d; the memory was overwritten"
              .formatted(end.address, state));
    }
    return state == SlotHeader.CLOSED;
  }

  /** Stops reading from a sender that wrote an invalid message; the sender learns of it at its next check. */
  private void refuse() {
    refused = true;
    Fields.putIntVolatile(descriptor, SlotHeader.REFUSED_OFFSET, SlotHeader.REFUSED);
    senderWaker.wake();
  }

  /**
   * Frees the lane, which is drained or refused, for the next sender. The caller holds the name's lock.
   */
  void free() {
    detach();
    if (refused) {
      reader.clear();
    }
    reader.publish();
    Fields.putInt(descriptor, SlotHeader.REFUSED_OFFSET, 0);
    Fields.putIntVolatile(descriptor, SlotHeader.STATE_OFFSET, SlotHeader.FREE);
    attached = false;
  }
}
