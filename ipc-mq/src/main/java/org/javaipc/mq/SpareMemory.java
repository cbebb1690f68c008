package org.javaipc.mq;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Native memory for one call after the other: a call that finds none makes some, so that a queue can be
 * used by several threads, and used by one allocates nothing.
 */
final class SpareMemory {
  private static final long ALIGNMENT = 8;

  private final AtomicReference<@Nullable MemorySegment> spare = new AtomicReference<>();

  /** {@return memory that the caller has alone} */
  MemorySegment take(long size) {
    MemorySegment found = spare.getAndSet(null);
    return found != null && found.byteSize() >= size
        ? found
        : Arena.ofAuto().allocate(size, ALIGNMENT);
  }

  void give(MemorySegment memory) {
    spare.set(memory);
  }
}
