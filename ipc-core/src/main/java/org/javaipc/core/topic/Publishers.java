package org.javaipc.core.topic;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.javaipc.Address;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.PeerDiedException;
import org.javaipc.core.endpoint.EndGuard;
import org.javaipc.core.endpoint.Fields;
import org.javaipc.core.endpoint.RegionFields;
import org.javaipc.spi.EndMonitor;
import org.javaipc.spi.Liveness;

/**
 * The publishers of a topic as one subscription knows them: notices those that join, leave and die, and decides about
 * the end of the stream, if the stream can end.
 *
 * <p>A lane is active while something may be read from it: while a publisher has it, and then until it has been read.
 */
final class Publishers {
  private final Address address;
  private final MemorySegment topic;
  private final RegionFields header;
  private final PublisherLane[] lanes;
  private final PublisherLane[] active;
  private final PublisherLane[] byNews;
  private final Liveness liveness;
  private final EndGuard guard;
  private final EndMonitor monitor;
  private final Runnable onDeath;
  private final boolean endless;
  private int count;
  private int first;
  private long seenChanges;
  private boolean unsettled = true;
  private boolean watchFails;
  private boolean ended;
  private long died;

  /**
   * Begins with no publisher noticed.
   *
   * @param address of the topic
   * @param topic its memory
   * @param lanes of the topic
   * @param liveness of the processes that use it
   * @param guard of the subscription
   * @param monitor of the subscription
   * @param onDeath run when a publisher is found dead
   * @param endless whether the stream continues when all publishers have left
   */
  Publishers(
      Address address,
      MemorySegment topic,
      PublisherLane[] lanes,
      Liveness liveness,
      EndGuard guard,
      EndMonitor monitor,
      Runnable onDeath,
      boolean endless) {
    this.address = address;
    this.topic = topic;
    this.header = new RegionFields(topic);
    this.lanes = lanes;
    this.active = new PublisherLane[lanes.length];
    this.byNews = lanes.clone();
    this.liveness = liveness;
    this.guard = guard;
    this.monitor = monitor;
    this.onDeath = onDeath;
    this.endless = endless;
  }

  int count() {
    return count;
  }

  boolean hasEnded() {
    return ended;
  }

  long died() {
    return died;
  }

  PublisherLane[] lanes() {
    return lanes;
  }

  /** {@return whether something was postponed because a process could not be watched} */
  boolean isUnsettled() {
    return watchFails;
  }

  /** {@return whether no lane has anything to read or to tell, and the stream has not ended} */
  boolean isQuiet() {
    for (int i = 0; i < count; i++) {
      if (!active[i].reader().isQuiet()) {
        return false;
      }
    }
    return !ended;
  }

  /** {@return the active lane whose turn it is} */
  PublisherLane turn() {
    int turn = first < count ? first : 0;
    first = turn + 1;
    return active[turn];
  }

  /**
   * Processes changes of membership, if there are any.
   *
   * @throws PeerDiedException once for each publisher that died, if the stream ends with the publishers
   */
  void update() throws IpcException {
    if (header.getLongOpaque(TopicDescriptor.CHANGES_OFFSET) == seenChanges
        && !unsettled
        && (guard.conditions() & EndGuard.ATTENTION) == 0) {
      return;
    }
    unsettled = true; // first: the next call does what an error cuts short
    guard.clear(EndGuard.ATTENTION);
    long changes = Fields.getLongAcquire(topic, TopicDescriptor.CHANGES_OFFSET);
    attachNew();
    boolean watched = watchAll();
    boolean settled = settleAll();
    seenChanges = changes;
    unsettled = !settled || !watched;
    if (count == 0 && !endless && settled && watched && hadPublisher()) {
      ended = true;
    }
  }

  /** {@return whether there ever was a publisher} The first one creates the topic before it takes a lane. */
  private boolean hadPublisher() {
    return Arrays.stream(lanes).anyMatch(PublisherLane::isUsed);
  }

  private void attachNew() throws IpcException {
    for (PublisherLane lane : lanes) {
      if (lane.hasNew()) {
        boolean unreported = lane.reportDeath(); // of the one that had the lane before
        long slot = lane.slot();
        lane.attach();
        if (!lane.isActive()) {
          lane.setActive(true);
          active[count++] = lane;
        }
        if (unreported) {
          tellDeath(slot);
        }
      }
    }
  }

  private boolean watchAll() throws IpcException {
    for (int i = 0; i < count; i++) {
      if (active[i].isUnwatched()) {
        try {
          active[i].watch(liveness, onDeath);
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
      PublisherLane lane = active[i];
      if (lane.isAbandoned() && !lane.hasNew()) {
        settled &= settle(i, lane);
      }
    }
    return settled;
  }

  /** Forgets a publisher that is gone, if its lane has been read to its end. */
  private boolean settle(int index, PublisherLane lane) throws IpcException {
    if (!lane.isRefused() && peek(lane)) {
      return false;
    }
    lane.detach();
    lane.setActive(false);
    count--;
    System.arraycopy(active, index + 1, active, index, count - index);
    if (lane.reportDeath()) {
      tellDeath(lane.slot());
    }
    return true;
  }

  /** {@return whether a lane has a next message} */
  boolean peek(PublisherLane lane) throws IpcException {
    try {
      return !lane.isRefused() && lane.reader().peek();
    } catch (CorruptChannelException e) {
      lane.refuse();
      throw e;
    }
  }

  private void tellDeath(long slot) throws PeerDiedException {
    died++;
    String publisher = liveness.describe(slot);
    monitor.peerDied(publisher);
    if (!endless) {
      throw new PeerDiedException(
          "%s: a publisher, %s, died without closing; everything it had published was received, but the stream may be incomplete"
              .formatted(address, publisher));
    }
  }

  /** Throws if a publisher has disconnected the subscription. */
  void checkVerdicts() throws IpcException {
    for (int i = 0; i < count; i++) {
      active[i].reader().checkVerdict();
    }
  }

  /** {@return all lanes, ordered so that those that have published since the last call come last} */
  PublisherLane[] byLastPublished() {
    int last = byNews.length - 1;
    for (int i = 0, left = byNews.length; left > 0; left--) {
      PublisherLane lane = byNews[i];
      if (lane.hasNews()) {
        System.arraycopy(byNews, i + 1, byNews, i, last - i);
        byNews[last] = lane;
      } else {
        i++;
      }
    }
    return byNews;
  }

  /** {@return how many messages are published and not taken} */
  long lag() {
    return Arrays.stream(lanes).mapToLong(lane -> lane.reader().lag()).sum();
  }

  /** {@return how many bytes these messages have, framing included} */
  long bytesBehind() {
    return Arrays.stream(lanes).mapToLong(lane -> lane.reader().bytesBehind()).sum();
  }

  /** Stops watching. */
  void detach() {
    for (PublisherLane lane : lanes) {
      lane.detach();
    }
  }
}
