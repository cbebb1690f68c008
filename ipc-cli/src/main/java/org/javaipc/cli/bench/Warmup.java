package org.javaipc.cli.bench;

import java.io.IOException;

/**
 * Runs a benchmark for a second before it counts, and finds how much a repetition of a second is.
 */
public final class Warmup {
  private static final long ENOUGH_NANOS = 1_000_000_000L;
  private static final long FIRST = 16;

  private Warmup() {}

  /** {@return the number of round trips or messages that take about a second} */
  public static long countPerSecond(Benchmark benchmark) throws IOException, InterruptedException {
    long start = System.nanoTime();
    long count = FIRST;
    Measurement last = benchmark.run(count);
    while (System.nanoTime() - start < ENOUGH_NANOS) {
      count *= 2;
      last = benchmark.run(count);
    }
    return rounded(Math.max(1, (long) last.rate()));
  }

  /** {@return a number with its first two digits, and zeros} */
  static long rounded(long number) {
    long unit = 1;
    while (number / unit >= 100) {
      unit *= 10;
    }
    return number / unit * unit;
  }
}
