package org.javaipc.ring;

import java.lang.foreign.MemorySegment;
import org.javaipc.IpcException;
import org.javaipc.PeerDiedException;
import org.javaipc.spi.EndMonitor;
import org.javaipc.spi.SharedRegion;

/**
 * The senders of a channel over a queue as its receiver knows them: notices those that join, leave and
 * die, frees their seats, and decides about the end of the stream.
 *
 * <p>The queue keeps the order of all senders together, so a sender that is gone is read to its end when
 * as many messages were taken as were in the queue when that was noticed.
 */
final class PacketMembers {
  private final String channel;
  private final SharedRegion region;
  private final MemorySegment memory;
  private final PacketMedium medium;
  private final boolean mailbox;
  private final EndGuard guard;
  private final EndMonitor monitor;
  private final Runnable onDeath;
  private final PacketSeat[] seats;

  /** The seats that senders have, in the order in which they were noticed; the first {@code count}. */
  private final PacketSeat[] active;

  private int count;
  private int gone;
  private int firstToWake;
  private int seenChanges;
  private boolean unsettled;
  private boolean watchFails;
  private boolean everJoined;
  private boolean ended;
  private long died;

  /**
   * Begins without senders.
   *
   * @param end of the receiver
   * @param geometry of the channel
   * @param medium the channel's queue
   * @param onDeath run when a sender is found dead
   */
  PacketMembers(RingEnd end, PacketGeometry geometry, PacketMedium medium, Runnable onDeath) {
    this.channel = end.address.toString();
    this.region = end.region;
    this.memory = end.memory;
    this.medium = medium;
    this.mailbox = geometry.mailbox();
    this.guard = end.guard;
    this.monitor = end.monitor;
    this.onDeath = onDeath;
    this.seats = new PacketSeat[geometry.seats()];
    for (int i = 0; i < seats.length; i++) {
      seats[i] = new PacketSeat(end, i);
    }
    this.active = new PacketSeat[seats.length];
    this.seenChanges = Fields.getIntAcquire(memory, RingDescriptor.CHANGES_OFFSET) - 1;
  }

  boolean hasEnded() {
    return ended;
  }

  long died() {
    return died;
  }

  /**
   * Takes notice of what has changed, if anything has, before the queue is looked at.
   *
   * @throws PeerDiedException once for each sender that died, after all that it had sent was taken
   * @throws org.javaipc.CorruptChannelException if what a sender wrote about itself is nonsense
   */
  void update() throws IpcException {
    if (Fields.getIntOpaque(memory, RingDescriptor.CHANGES_OFFSET) != seenChanges
        || unsettled
        || (guard.conditions() & EndGuard.ATTENTION) != 0) {
      lookAround();
    }
    if (gone > 0) {
      settleDrained();
    }
  }

  private void lookAround() throws IpcException {
    guard.clear(EndGuard.ATTENTION);
    unsettled = true;
    int changes = Fields.getIntAcquire(memory, RingDescriptor.CHANGES_OFFSET);
    for (PacketSeat seat : seats) {
      if (seat.isNew()) {
        seat.attach();
        active[count++] = seat;
        everJoined = true;
      }
    }
    seenChanges = changes;
    boolean watched = watchAll();
    noticeGoing();
    unsettled = !watched;
  }

  /**
   * Watches those that are not watched yet.
   *
   * @return whether all are; one that cannot be, for want of descriptors, is tried again
   * @throws IpcException for the first failure of a row
   */
  private boolean watchAll() throws IpcException {
    for (int i = 0; i < count; i++) {
      if (!active[i].isWatched()) {
        try {
          active[i].watch(region.liveness(), onDeath);
        } catch (IpcException e) {
          if (watchFails) {
            return false;
          }
          watchFails = true;
          throw e;
        }
      }
    }
    watchFails = false;
    return true;
  }

  private void noticeGoing() throws IpcException {
    gone = 0;
    for (int i = 0; i < count; i++) {
      if (active[i].noticeGoing()) {
        active[i].await(medium.pending());
      }
      gone += active[i].isGone() ? 1 : 0;
    }
  }

  /** A message was taken from the queue. */
  void countTaken() {
    if (gone > 0) {
      for (int i = 0; i < count; i++) {
        active[i].countTaken();
      }
    }
  }

  /**
   * The queue was empty after {@link #update}.
   *
   * @throws PeerDiedException as {@link #update} says
   */
  void foundEmpty() throws IpcException {
    if (gone > 0) {
      for (int i = 0; i < count; i++) {
        active[i].await(0);
      }
      settleDrained();
    }
    if (count == 0 && everJoined && !mailbox && !ended) {
      decideEnd();
    }
  }

  private void settleDrained() throws IpcException {
    for (int i = count - 1; i >= 0; i--) {
      if (active[i].isDrained()) {
        settle(i);
      }
    }
  }

  /** Frees the seat of a sender that is gone, if the lock can be had now. */
  private void settle(int index) throws IpcException {
    if (!region.tryLock()) {
      return; // who has it announces a change when it gives it back
    }
    PacketSeat seat = active[index];
    try {
      seat.free();
    } finally {
      region.unlock();
    }
    count--;
    gone--;
    System.arraycopy(active, index + 1, active, index, count - index);
    if (seat.hasDied()) {
      reportDeath(seat);
    }
  }

  private void reportDeath(PacketSeat seat) throws PeerDiedException {
    died++;
    Fields.putLongOpaque(memory, RingDescriptor.DIED_OFFSET, died);
    String sender = region.liveness().describe(seat.senderSlot());
    monitor.peerDied(sender);
    if (!mailbox) {
      throw new PeerDiedException(
          "%s: a sender, %s, died without closing; what it had sent was received, but the stream may be cut short"
              .formatted(channel, sender));
    }
  }

  /** Decides whether the stream has ended: nobody is joined, and the queue is found empty now. */
  private void decideEnd() throws IpcException {
    if (!region.tryLock()) {
      unsettled = true;
      return;
    }
    try {
      ended =
          Fields.getIntAcquire(memory, RingDescriptor.CHANGES_OFFSET) == seenChanges
              && medium.pending() == 0;
      if (ended) {
        Fields.putIntVolatile(memory, RingDescriptor.STATE_OFFSET, RingDescriptor.ENDED);
      }
    } finally {
      region.unlock();
    }
  }

  /** Wakes the senders that sleep, another one first each time. */
  void wakeWaiting() {
    firstToWake = firstToWake + 1 < count ? firstToWake + 1 : 0;
    for (int i = 0; i < count; i++) {
      int turn = firstToWake + i;
      active[turn < count ? turn : turn - count].wakeIfAsleep();
    }
  }

  /** Wakes whoever may sleep, for the last time. */
  void wakeAll() {
    for (PacketSeat seat : seats) {
      seat.senderWaker().wake();
    }
  }

  /** Stops watching. */
  void detach() {
    for (int i = 0; i < count; i++) {
      active[i].detach();
    }
  }
}
