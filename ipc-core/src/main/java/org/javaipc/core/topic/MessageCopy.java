package org.javaipc.core.topic;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Memory of this process that holds a message while its handler runs, since the topic's own memory may be overwritten
 * meanwhile.
 */
final class MessageCopy {
  private static final long LEAST = 4096;

  private MemorySegment memory = MemorySegment.NULL;
  private MemorySegment readOnly = MemorySegment.NULL;

  /** {@return room for a message, until the next call} */
  MemorySegment ofLength(long length) {
    if (memory.byteSize() < length || memory.byteSize() == 0) {
      memory =
          Arena.ofAuto().allocate(Math.max(LEAST, Long.highestOneBit(length) << 1), Long.BYTES);
      readOnly = memory.asReadOnly();
    }
    return memory;
  }

  /** {@return the read-only memory that handlers get} */
  MemorySegment readOnly() {
    return readOnly;
  }
}
