package org.javaipc.core.queue;

import java.lang.foreign.MemorySegment;
import org.javaipc.IpcException;
import org.javaipc.PeerDiedException;
import org.javaipc.core.endpoint.EndGuard;
import org.javaipc.core.endpoint.Endpoint;
import org.javaipc.core.endpoint.Fields;
import org.javaipc.core.membership.ChannelHeader;
import org.javaipc.spi.EndMonitor;
import org.javaipc.spi.SharedRegion;
import org.javaipc.spi.StackRoom;

/**
 * The senders of a channel over a queue as its receiver knows them: notices those that join, leave and
 * die, frees their seats, and decides about the end of the stream.
 *
 * <p>The queue keeps one order for all senders. So everything from a sender that is gone has been read once as many
 * messages have been taken as were in the queue when its leaving was noticed.
 */
final class QueueMembers {
  private final String channel;
  private final SharedRegion region;
  private final MemorySegment memory;
  private final QueueMedium medium;
  private final boolean mailbox;
  private final EndGuard guard;
  private final EndMonitor monitor;
  private final Runnable onDeath;
  private final SenderSlot[] seats;

  /** The occupied seats, in the order in which their senders were noticed; the first {@code count} elements. */
  private final SenderSlot[] active;

  private int count;
  private int gone;
  private int firstToWake;
  private long seenChanges;
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
  QueueMembers(Endpoint end, QueueLimits geometry, QueueMedium medium, Runnable onDeath) {
    this.channel = end.address.toString();
    this.region = end.region;
    this.memory = end.memory;
    this.medium = medium;
    this.mailbox = geometry.mailbox();
    this.guard = end.guard;
    this.monitor = end.monitor;
    this.onDeath = onDeath;
    this.seats = new SenderSlot[geometry.seats()];
    for (int i = 0; i < seats.length; i++) {
      seats[i] = new SenderSlot(end, i);
    }
    this.active = new SenderSlot[seats.length];
    this.seenChanges = Fields.getLongAcquire(memory, ChannelHeader.CHANGES_OFFSET) - 1;
  }

  int count() {
    return count;
  }

  /**
   * {@return whether something was postponed, because another end held the name's lock or a process could not be
   * watched}
   */
  boolean isUnsettled() {
    return unsettled || gone > 0;
  }

  boolean hasEnded() {
    return ended;
  }

  long died() {
    return died;
  }

  /**
   * Processes changes of membership, if there are any, before the queue is read.
   *
   * @throws PeerDiedException once for each sender that died, after all that it had sent was taken
   * @throws org.javaipc.CorruptChannelException if what a sender wrote about itself is invalid
   */
  void update() throws IpcException {
    if (Fields.getLongOpaque(memory, ChannelHeader.CHANGES_OFFSET) != seenChanges
        || unsettled
        || (guard.conditions() & EndGuard.ATTENTION) != 0) {
      lookAround();
    }
    if (gone > 0) {
      settleDrained();
    }
  }

  private void lookAround() throws IpcException {
    StackRoom.require();
    unsettled = true; // first: the next call does what an error cuts short
    guard.clear(EndGuard.ATTENTION);
    long changes = Fields.getLongAcquire(memory, ChannelHeader.CHANGES_OFFSET);
    for (SenderSlot seat : seats) {
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
   * Watches the senders that are not watched yet.
   *
   * @return whether all are watched; a sender that cannot be, for lack of descriptors, is tried again
   * @throws IpcException for the first failure in a row
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

  /** Frees the seat of a sender that is gone, if the lock can be taken now. */
  private void settle(int index) throws IpcException {
    StackRoom.require();
    if (!region.tryLock()) {
      return; // its holder announces a change when it releases it
    }
    SenderSlot seat = active[index];
    try {
      seat.free();
      count--; // nothing in between can throw
      gone--;
      for (int i = index; i < count; i++) {
        active[i] = active[i + 1];
      }
    } finally {
      region.unlock();
    }
    if (seat.hasDied()) {
      reportDeath(seat);
    }
  }

  private void reportDeath(SenderSlot seat) throws PeerDiedException {
    died++;
    Fields.putLongOpaque(memory, ChannelHeader.DIED_OFFSET, died);
    String sender = region.liveness().describe(seat.senderSlot());
    monitor.peerDied(sender);
    if (!mailbox) {
      throw new PeerDiedException(
          "%s: a sender, %s, died without closing; everything it had sent was received, but the stream may be incomplete"
              .formatted(channel, sender));
    }
  }

  /** Decides whether the stream has ended: no sender is joined, and the queue is empty now. */
  private void decideEnd() throws IpcException {
    StackRoom.require();
    if (!region.tryLock()) {
      unsettled = true;
      return;
    }
    try {
      ended =
          Fields.getLongAcquire(memory, ChannelHeader.CHANGES_OFFSET) == seenChanges
              && medium.pending() == 0;
      if (ended) {
        Fields.putIntVolatile(memory, ChannelHeader.STATE_OFFSET, ChannelHeader.ENDED);
      }
    } finally {
      region.unlock();
    }
  }

  /** Wakes the sleeping senders, beginning with a different one each time. */
  void wakeWaiting() {
    firstToWake = firstToWake + 1 < count ? firstToWake + 1 : 0;
    for (int i = 0; i < count; i++) {
      int turn = firstToWake + i;
      active[turn < count ? turn : turn - count].wakeIfAsleep();
    }
  }

  /** Wakes any sleeper, for the last time. */
  void wakeAll() {
    for (SenderSlot seat : seats) {
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
