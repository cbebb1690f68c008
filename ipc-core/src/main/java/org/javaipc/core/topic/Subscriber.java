package org.javaipc.core.topic;

import java.lang.foreign.MemorySegment;
import org.javaipc.IpcException;
import org.javaipc.WaitStrategy;
import org.javaipc.core.endpoint.Fields;
import org.javaipc.core.endpoint.RecordStamp;
import org.javaipc.core.endpoint.Waiter;
import org.javaipc.core.endpoint.Waker;
import org.javaipc.spi.Liveness;
import org.javaipc.spi.MemoryFault;
import org.javaipc.spi.SharedRegion;
import org.jspecify.annotations.Nullable;

/**
 * One subscription as a publisher sees it. Nothing in its memory is trusted; the worst that it can achieve is to be
 * disconnected.
 */
final class Subscriber {
  private final int index;
  private final SharedRegion region;
  private final MemorySegment memory;
  private final MemorySegment lane;
  private final long token;
  private final Waker waker;
  private final Waiter waiter;
  private final long publisherWord;
  private long position;
  private long read;
  private Liveness.@Nullable Watch watch;

  /**
   * Represents a subscription whose memory has the right form.
   *
   * @param index of the subscription
   * @param region of the subscription, closed with this
   * @param lane index of the publisher's lane
   * @param strategy how the publisher waits for it
   */
  Subscriber(int index, SharedRegion region, int lane, WaitStrategy strategy) {
    this.index = index;
    this.region = region;
    this.memory = region.segment();
    this.lane = SubscriptionDescriptor.lane(memory, lane);
    this.token = SubscriptionDescriptor.token(memory);
    this.publisherWord = SubscriptionDescriptor.publisherWordOffset(lane);
    this.waker = new Waker(memory, SubscriptionDescriptor.WORD_OFFSET, region.parker());
    this.waiter = new Waiter(memory, publisherWord, region.parker(), strategy);
  }

  /** Watches the subscription's process, and reports its death. */
  void watch(Runnable onDeath) throws IpcException {
    watch = region.liveness().watch(SubscriptionDescriptor.slot(memory), onDeath);
  }

  int index() {
    return index;
  }

  long token() {
    return token;
  }

  Waiter waiter() {
    return waiter;
  }

  /** {@return whether its process has not been found dead} */
  boolean isAlive() {
    return watch == null || watch.isAlive();
  }

  /** {@return a description of its process, for people} */
  String describe() {
    return region.liveness().describe(SubscriptionDescriptor.slot(memory));
  }

  /** {@return whether it has not closed} */
  boolean isOpen() {
    return SubscriptionDescriptor.isOpen(memory);
  }

  /** {@return whether it is still reading: it has not closed, and its process is alive} */
  boolean isThere() {
    return isAlive() && isOpen();
  }

  /**
   * Reads the position up to which it is done.
   *
   * @param end position up to which is written
   * @return whether that position is possible
   */
  boolean look(long end) {
    long now = Fields.getLongAcquire(lane, SubscriptionDescriptor.DONE_OFFSET);
    MemoryFault.settle();
    if (now < position || now > end || now % RecordStamp.LENGTH != 0) {
      return false;
    }
    position = now;
    return true;
  }

  /**
   * {@return whether it has taken something since the last call} It cannot claim that forever without doing it.
   *
   * @param end position up to which is written
   */
  boolean hasReadOn(long end) {
    long now = Fields.getLongAcquire(lane, SubscriptionDescriptor.POSITION_OFFSET);
    MemoryFault.settle();
    if (now <= read || now > end || now % RecordStamp.LENGTH != 0) {
      return false;
    }
    read = now;
    return true;
  }

  /** {@return the position up to which it was done as of the last look} */
  long position() {
    return position;
  }

  Waker waker() {
    return waker;
  }

  /** Wakes the publisher that waits for this subscription, or is about to. Called by any thread. */
  void wakePublisher() {
    try (MemoryFault.SETTLED) {
      Waiter.rouse(memory, publisherWord);
      region.parker().unpark(publisherWord);
    } catch (InternalError | IllegalStateException e) {
      // Its memory was truncated or unmapped: no thread sleeps there for long.
    }
  }

  /** Releases the subscription. */
  void close() throws IpcException {
    Liveness.Watch watching = watch;
    if (watching != null) {
      watching.close();
    }
    region.close();
  }
}
