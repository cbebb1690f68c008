package org.javaipc.testkit;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;

/** A peer that writes whatever it likes into the memory that it shares. */
final class Scribbler implements AutoCloseable {
  private static final long[] NASTY = {
    0,
    1,
    -1,
    7,
    8,
    255,
    0x7fff_ffff,
    0x8000_0000L,
    0xffff_ffffL,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    1L << 32,
    1L << 40,
    1L << 62
  };

  private final Arena arena;
  private final MemorySegment memory;
  private final SplittableRandom random;

  private Scribbler(MemorySegment memory, Arena arena, SplittableRandom random) {
    this.memory = memory;
    this.arena = arena;
    this.random = random;
  }

  static Scribbler on(Path file, SplittableRandom random) throws IOException {
    Arena arena = Arena.ofShared();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MemorySegment memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size(), arena);
      return new Scribbler(memory, arena, random);
    }
  }

  long size() {
    return memory.byteSize();
  }

  /** Writes one to eight values somewhere, most of them near the beginning. */
  void scribble() {
    for (int i = 1 + random.nextInt(8); i > 0; i--) {
      long reach = random.nextInt(3) > 0 ? Math.min(4096, size()) : size();
      write(random.nextLong(reach - 8));
    }
  }

  private void write(long offset) {
    switch (random.nextInt(4)) {
      case 0 -> memory.set(ValueLayout.JAVA_LONG_UNALIGNED, offset, random.nextLong());
      case 1 -> memory.set(ValueLayout.JAVA_LONG_UNALIGNED, offset & ~7, nasty());
      case 2 -> memory.set(ValueLayout.JAVA_INT_UNALIGNED, offset & ~3, (int) nasty());
      default -> bump(offset & ~7);
    }
  }

  private long nasty() {
    return NASTY[random.nextInt(NASTY.length)] + random.nextInt(-1, 2);
  }

  /** Changes a value only a little, as a peer with an error would. */
  private void bump(long offset) {
    long value = memory.get(ValueLayout.JAVA_LONG_UNALIGNED, offset);
    long change = 1L << random.nextInt(24);
    memory.set(
        ValueLayout.JAVA_LONG_UNALIGNED, offset, random.nextBoolean() ? value + change : value - 8);
  }

  /** Writes random bytes all over the memory. */
  void fillWithNoise() {
    for (long offset = 0; offset < size() - 8; offset += 8) {
      memory.set(ValueLayout.JAVA_LONG_UNALIGNED, offset, random.nextLong());
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
