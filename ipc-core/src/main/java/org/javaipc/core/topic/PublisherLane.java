package org.javaipc.core.topic;

import java.lang.foreign.MemorySegment;
import org.javaipc.IpcException;
import org.javaipc.core.endpoint.Fields;
import org.javaipc.core.endpoint.Waker;
import org.javaipc.spi.Liveness;
import org.jspecify.annotations.Nullable;

/** One lane as a subscription sees it: its reader, and what is known of its current or last publisher. */
final class PublisherLane {
  private final MemorySegment descriptor;
  private final TopicReader reader;
  private final Waker publisherWaker;

  /** How many times the lane had been taken when its publisher was noticed; 0 if there was none yet. */
  private int known;

  private long slot;
  private long seenPublished;
  private long seenMissed;
  private Liveness.@Nullable Watch watch;
  private boolean active;
  private boolean reported;
  private boolean refused;

  /**
   * Represents a lane.
   *
   * @param descriptor of the lane
   * @param reader of the lane
   * @param publisherWaker wakes a publisher that waits for this subscription
   */
  PublisherLane(MemorySegment descriptor, TopicReader reader, Waker publisherWaker) {
    this.descriptor = descriptor;
    this.reader = reader;
    this.publisherWaker = publisherWaker;
  }

  TopicReader reader() {
    return reader;
  }

  Waker publisherWaker() {
    return publisherWaker;
  }

  long slot() {
    return slot;
  }

  boolean isActive() {
    return active;
  }

  void setActive(boolean isActive) {
    active = isActive;
  }

  /** {@return whether a publisher has ever had the lane} */
  boolean isUsed() {
    return known != 0;
  }

  /** {@return whether the lane has a publisher other than the known one} */
  boolean hasNew() {
    return Fields.getIntAcquire(descriptor, TopicDescriptor.TAKEN_OFFSET) != known;
  }

  /** Registers the publisher that has the lane, or had it last. */
  void attach() throws IpcException {
    detach();
    if (refused) {
      reader.skipAll();
    }
    refused = false;
    reported = false;
    int taken = Fields.getIntAcquire(descriptor, TopicDescriptor.TAKEN_OFFSET);
    slot = Fields.getLong(descriptor, TopicDescriptor.SLOT_OFFSET);
    known = taken;
  }

  /** {@return whether the known publisher has to be watched and is not} */
  boolean isUnwatched() {
    return active && watch == null && !hasLeft();
  }

  void watch(Liveness liveness, Runnable onDeath) throws IpcException {
    watch = liveness.watch(slot, onDeath);
  }

  void detach() {
    Liveness.Watch watching = watch;
    watch = null;
    if (watching != null) {
      watching.close();
    }
  }

  /** {@return whether the known publisher has closed} */
  boolean hasLeft() {
    return Fields.getIntAcquire(descriptor, TopicDescriptor.ENDED_OFFSET) - known >= 0;
  }

  /** {@return whether the known publisher will publish no more} */
  boolean isAbandoned() {
    return hasLeft() || hasNew() || (watch != null && !watch.isAlive());
  }

  /**
   * {@return whether the known publisher, or a later one that has gone, died and that is reported now} Each death is
   * reported once.
   */
  boolean reportDeath() {
    boolean first = known != 0 && !reported && (!hasLeft() || hasDied());
    reported |= first;
    return first;
  }

  /** Called after {@link #hasLeft}: the next publisher records the death of the last one before it takes the lane. */
  private boolean hasDied() {
    int died = Fields.getIntAcquire(descriptor, TopicDescriptor.DIED_OFFSET);
    return died != 0 && died - known >= 0;
  }

  /** {@return whether something was published since the last call} */
  boolean hasNews() {
    long now = reader.published();
    boolean news = now != seenPublished;
    seenPublished = now;
    return news;
  }

  /**
   * {@return how many messages were missed since the last call, including those missed while looking for the end of the
   * stream}
   */
  long newlyMissed() {
    long before = seenMissed;
    seenMissed = reader.missed();
    return seenMissed - before;
  }

  /** Stops reading what the publisher writes, until another one has the lane. */
  void refuse() {
    refused = true;
  }

  boolean isRefused() {
    return refused;
  }
}
