package org.javaipc.cli.bench;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * One cache line that travels between the two processes: how near their two processors are to each
 * other just now. On a virtual machine that changes while a benchmark runs (two threads of one core,
 * two cores of one cache, two caches), and every figure changes with it, so each is reported beside
 * the bounce of its moment.
 */
public final class Bounce {
  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

  private static final int GROUPS = 21;
  private static final int ROUNDS = 50;

  private final MemorySegment words;
  private long turn;

  /** Opens one of the two sides, in a folder that both share. */
  public Bounce(Path folder) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            folder.resolve("bounce"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      words = channel.map(FileChannel.MapMode.READ_WRITE, 0, 4096, Arena.global());
    }
  }

  /**
   * Sends the line there and back; returns the median, over groups of round trips, of one's time in
   * nanoseconds.
   */
  public long serve() {
    long[] nanos = new long[GROUPS];
    for (int group = 0; group < GROUPS; group++) {
      long begin = System.nanoTime();
      for (int i = 0; i < ROUNDS; i++) {
        LONG.setRelease(words, 0L, ++turn);
        while ((long) LONG.getAcquire(words, 0L) != -turn) {}
      }
      nanos[group] = (System.nanoTime() - begin) / ROUNDS;
    }
    Arrays.sort(nanos);
    return nanos[GROUPS / 2];
  }

  /** The other side of {@link #serve}. */
  public void answer() {
    for (int i = 0; i < GROUPS * ROUNDS; i++) {
      turn++;
      while ((long) LONG.getAcquire(words, 0L) != turn) {}
      LONG.setRelease(words, 0L, -turn);
    }
  }
}
