package org.javaipc.ring;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What the regions of one {@code memory:} channel share. */
final class MemoryObject {
  private final String name;
  private final MemorySegment memory;
  private final ThreadParker parker;
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

  boolean tryLock(MemoryRegion holder) {
    return lockHolder.compareAndSet(null, holder);
  }

  void unlock(MemoryRegion holder) {
    lockHolder.compareAndSet(holder, null);
  }
}
