package org.javaipc.core.ring;

import java.lang.foreign.MemorySegment;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.PeerDiedException;
import org.javaipc.core.endpoint.EndGuard;
import org.javaipc.core.endpoint.Endpoint;
import org.javaipc.core.endpoint.Fields;
import org.javaipc.core.endpoint.RegionFields;
import org.javaipc.core.membership.ChannelHeader;
import org.javaipc.spi.EndMonitor;
import org.javaipc.spi.SharedRegion;
import org.javaipc.spi.StackRoom;

/**
 * The senders of a channel as its receiver knows them: notices those that join, leave and die,
 * frees their lanes once they are read, and decides about the end of the stream.
 *
 * <p>Each join or leave changes one word of the header, so knowing that nothing has changed
 * costs one load.
 */
final class RingMembers {
  private final String channel;
  private final SharedRegion region;
  private final MemorySegment memory;
  private final RegionFields header;
  private final RingLimits geometry;
  private final EndGuard guard;
  private final EndMonitor monitor;
  private final Runnable onDeath;

  /** Whether a {@link RingFeed} may have reserved a lane: no other process can write what that looks like. */
  private final boolean reservable;

  private final Lane[] lanes;

  /**
   * The occupied lanes, in the order in which their senders were noticed; the first {@code count} elements.
   */
  private final Lane[] active;

  private int count;

  /** Where the next round begins, so that no sender always comes last. */
  private int first;

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
   * @param lanes of the channel
   * @param onDeath run when a sender is found dead
   */
  RingMembers(Endpoint end, RingLimits geometry, Lane[] lanes, Runnable onDeath) {
    this.channel = end.address.toString();
    this.region = end.region;
    this.memory = end.memory;
    this.header = new RegionFields(memory);
    this.geometry = geometry;
    this.guard = end.guard;
    this.monitor = end.monitor;
    this.onDeath = onDeath;
    this.reservable = region instanceof ReservingRegion;
    this.lanes = lanes;
    this.active = new Lane[lanes.length];
  }

  int count() {
    return count;
  }

  /**
   * {@return whether something was postponed, because another end held the name's lock or a process could not be
   * watched}
   */
  boolean isUnsettled() {
    return unsettled;
  }

  boolean hasEnded() {
    return ended;
  }

  long died() {
    return died;
  }

  /** {@return the active lane whose turn it is} */
  Lane turn() {
    int turn = first < count ? first : 0;
    first = turn + 1;
    return active[turn];
  }

  /**
   * Processes changes of membership, if there are any.
   *
   * @throws PeerDiedException once for each sender that died, after all that it had sent was taken
   * @throws CorruptChannelException if what a sender wrote about itself is invalid
   */
  void update() throws IpcException {
    if (header.getLongOpaque(ChannelHeader.CHANGES_OFFSET) == seenChanges
        && !unsettled
        && (guard.conditions() & EndGuard.ATTENTION) == 0) {
      return;
    }
    StackRoom.require();
    unsettled = true; // first: the next call does what an error cuts short
    guard.clear(EndGuard.ATTENTION);
    long changes = Fields.getLongAcquire(memory, ChannelHeader.CHANGES_OFFSET);
    attachNew();
    seenChanges = changes;
    boolean watched = watchAll();
    unsettled = !settleAll() || !watched;
    if (count == 0 && everJoined && !geometry.mailbox() && !ended) {
      decideEnd();
    }
  }

  private void attachNew() {
    for (Lane lane : lanes) {
      if (reservable ? lane.isNewAndJoined() : lane.isNew()) {
        lane.attach();
        active[count++] = lane;
        everJoined = true;
      }
    }
  }

  /**
   * Watches the senders that are not watched yet.
   *
   * @return whether all are watched; a sender that cannot be, for lack of descriptors, is tried again, and its messages
   *     are received meanwhile
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

  /** {@return whether no active lane is abandoned any more} */
  private boolean settleAll() throws IpcException {
    boolean settled = true;
    for (int i = count - 1; i >= 0; i--) {
      if (active[i].isAbandoned()) {
        settled &= settle(i);
      }
    }
    return settled;
  }

  /** Frees a lane whose sender is gone, if it has been read to its end and the lock can be taken now. */
  private boolean settle(int index) throws IpcException {
    Lane lane = active[index];
    boolean left = lane.hasLeft();
    if (lane.peek() || !region.tryLock()) {
      return false;
    }
    try {
      lane.free();
      count--; // nothing in between can throw
      for (int i = index; i < count; i++) {
        active[i] = active[i + 1];
      }
    } finally {
      region.unlock();
    }
    if (!left) {
      reportDeath(lane);
    }
    return true;
  }

  private void reportDeath(Lane lane) throws PeerDiedException {
    died++;
    Fields.putLongOpaque(memory, ChannelHeader.DIED_OFFSET, died);
    String sender = region.liveness().describe(lane.senderSlot());
    monitor.peerDied(sender);
    if (!geometry.mailbox()) {
      throw new PeerDiedException(
          "%s: a sender, %s, died without closing; everything it had committed was received, but the stream may be incomplete"
              .formatted(channel, sender));
    }
  }

  private void decideEnd() throws IpcException {
    if (!region.tryLock()) {
      unsettled = true;
      return;
    }
    try {
      ended =
          Fields.getLongAcquire(memory, ChannelHeader.CHANGES_OFFSET) == seenChanges
              && !(reservable && isAnyReserved());
      if (ended) {
        Fields.putIntVolatile(memory, ChannelHeader.STATE_OFFSET, ChannelHeader.ENDED);
      }
    } finally {
      region.unlock();
    }
  }

  /** {@return whether somebody is about to join, or has just joined; each tells of it, or of having given up} */
  private boolean isAnyReserved() {
    for (Lane lane : lanes) {
      if (lane.isNew()) {
        return true;
      }
    }
    return false;
  }

  /** Stops watching. */
  void detach() {
    for (int i = 0; i < count; i++) {
      active[i].detach();
    }
  }
}
