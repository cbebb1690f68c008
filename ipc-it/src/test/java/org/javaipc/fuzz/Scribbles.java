package org.javaipc.fuzz;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes into shared memory as an input says: places and values, 12 bytes each. */
final class Scribbles {
  static final int LENGTH = 12;

  private Scribbles() {}

  static void write(byte[] input, int from, Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(input).order(ByteOrder.LITTLE_ENDIAN).position(from);
    try (Arena arena = Arena.ofConfined();
        FileChannel channel =
            FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MemorySegment memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size(), arena);
      while (bytes.remaining() >= LENGTH && memory.byteSize() >= 8) {
        long place = Integer.toUnsignedLong(bytes.getInt()) % (memory.byteSize() - 7) & ~7L;
        memory.set(ValueLayout.JAVA_LONG_UNALIGNED, place, bytes.getLong());
      }
    }
  }

  static byte[] seed(int... places) {
    ByteBuffer seed = ByteBuffer.allocate(places.length * LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    for (int place : places) {
      seed.putInt(place).putLong(place + 1L);
    }
    return seed.array();
  }
}
