package org.javaipc.bench.stamp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The lexicon of shared-memory access, and the file it is on. */
final class Words {
  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
  private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

  private Words() {}

  static MemorySegment map(Path file, long size) {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      Arena arena = Knobs.GLOBAL ? Arena.global() : Arena.ofShared();
      return channel.map(FileChannel.MapMode.READ_WRITE, 0, size, arena);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static long getLong(MemorySegment segment, long offset) {
    return segment.get(ValueLayout.JAVA_LONG, offset);
  }

  static void putLong(MemorySegment segment, long offset, long value) {
    segment.set(ValueLayout.JAVA_LONG, offset, value);
  }

  static long getLongAcquire(MemorySegment segment, long offset) {
    if (Knobs.FENCES) {
      long value = segment.get(ValueLayout.JAVA_LONG_UNALIGNED, offset);
      VarHandle.acquireFence();
      return value;
    }
    return (long) LONG.getAcquire(segment, offset);
  }

  static void putLongRelease(MemorySegment segment, long offset, long value) {
    if (Knobs.FENCES) {
      VarHandle.releaseFence();
      segment.set(ValueLayout.JAVA_LONG_UNALIGNED, offset, value);
    } else {
      LONG.setRelease(segment, offset, value);
    }
  }

  static int getIntOpaque(MemorySegment segment, long offset) {
    return (int) INT.getOpaque(segment, offset);
  }
}
