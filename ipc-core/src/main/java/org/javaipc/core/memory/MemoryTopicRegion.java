package org.javaipc.core.memory;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import org.javaipc.core.endpoint.Fields;
import org.javaipc.spi.Liveness;
import org.javaipc.spi.Parker;
import org.javaipc.spi.TopicRegion;

/** One end's view of a {@code memory:} topic. */
final class MemoryTopicRegion implements TopicRegion {
  private final MemoryObject object;
  private final MemoryRegion region;
  private final MemorySegment segment;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Makes the view of an end that the topic counts already.
   *
   * @param object of the topic
   * @param segment its memory, read-only for subscriptions
   */
  MemoryTopicRegion(MemoryObject object, MemorySegment segment) {
    this.object = object;
    this.region = new MemoryRegion(object);
    this.segment = segment;
  }

  @Override
  public void poke(long offset, long value) {
    Fields.putLongVolatile(object.memory(), offset, value);
  }

  @Override
  public String describe() {
    return region.describe();
  }

  @Override
  public MemorySegment segment() {
    return segment;
  }

  @Override
  public void reserve(long offset, long length) {
    // All memory is allocated already.
  }

  @Override
  public void sync(long offset, long length) {
    // There is no medium behind the memory.
  }

  @Override
  public boolean tryLock() {
    return region.tryLock();
  }

  @Override
  public void unlock() {
    region.unlock();
  }

  @Override
  public Parker parker() {
    return region.parker();
  }

  @Override
  public Liveness liveness() {
    return region.liveness();
  }

  @Override
  public void unlink() {
    MemoryRegionStore.unlink(object);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      unlock();
      if (object.leave()) {
        unlink();
      }
    }
  }
}
