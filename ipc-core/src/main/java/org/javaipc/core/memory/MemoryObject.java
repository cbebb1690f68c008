package org.javaipc.core.memory;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.javaipc.core.endpoint.Fields;
import org.jspecify.annotations.Nullable;

/** What the regions of one {@code memory:} channel share. */
final class MemoryObject {
  private final String name;
  private final MemorySegment memory;
  private final ThreadParker parker;
  private final AtomicInteger users = new AtomicInteger(1);
  private final AtomicReference<@Nullable MemoryRegion> lockHolder = new AtomicReference<>();

  MemoryObject(String name, MemorySegment memory, long headerLength) {
    this.name = name;
    this.memory = memory;
    this.parker = new ThreadParker(memory.asSlice(0, headerLength));
  }

  String name() {
    return name;
  }

  MemorySegment memory() {
    return memory;
  }

  ThreadParker parker() {
    return parker;
  }

  /** {@return the magic number of the kind of region} */
  long magic() {
    return Fields.getLongAcquire(memory, 0);
  }

  /**
   * {@return whether one more end uses it now; false if the last one has left} Only for topics, which have no owner.
   */
  boolean tryJoin() {
    return users.updateAndGet(count -> count == 0 ? 0 : count + 1) != 0;
  }

  /** {@return whether the last end has left} */
  boolean leave() {
    return users.decrementAndGet() == 0;
  }

  boolean tryLock(MemoryRegion holder) {
    return lockHolder.compareAndSet(null, holder);
  }

  void unlock(MemoryRegion holder) {
    lockHolder.compareAndSet(holder, null);
  }
}
