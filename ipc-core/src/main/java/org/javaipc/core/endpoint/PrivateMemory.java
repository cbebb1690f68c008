package org.javaipc.core.endpoint;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Memory of this process, in which handlers and claims get a message where another user may cut the file of the channel
 * short. The JVM guards loads, stores and copies against that, but not what it has instead of a method ({@code CRC32},
 * {@code Deflater}, {@code mismatch}) nor what a user's native code does.
 */
public final class PrivateMemory {
  private static final long LEAST = 4096;

  private MemorySegment memory = MemorySegment.NULL;

  /** {@return room for a message, until the next call} */
  public MemorySegment ofLength(long length) {
    if (memory.byteSize() < length || memory.byteSize() == 0) {
      memory =
          Arena.ofAuto().allocate(Math.max(LEAST, Long.highestOneBit(length) << 1), Long.BYTES);
    }
    return memory;
  }
}
