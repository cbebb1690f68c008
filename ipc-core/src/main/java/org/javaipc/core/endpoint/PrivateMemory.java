package org.javaipc.core.endpoint;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Memory of this process for the messages of handlers and claims, used if another user may truncate the channel's file.
 * The JVM guards loads, stores and copies against truncation, but neither its intrinsics ({@code CRC32}, {@code
 * Deflater}, {@code mismatch}) nor an application's native code.
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
