package org.javaipc.mmap.log;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** The time of day in nanoseconds since 1970. Allocates nothing. For one thread. */
final class EpochClock {
  /** How long the monotonic clock is used before the time of day is read again. */
  private static final long FRESH = TimeUnit.SECONDS.toNanos(1);

  private long anchor = System.nanoTime();
  private long epoch = epoch(Instant.now());

  long now() {
    long since = System.nanoTime() - anchor;
    if (since > FRESH) {
      anchor += since;
      epoch = epoch(Instant.now());
      return epoch;
    }
    return epoch + since;
  }

  /** {@return an instant as a log stores it; an instant out of range becomes the first or the last possible one} */
  static long epoch(Instant instant) {
    if (instant.isBefore(Instant.EPOCH)) {
      return 0;
    }
    try {
      return Math.addExact(
          Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }

  /** {@return a time of a log as an instant} */
  static Instant instant(long epoch) {
    return Instant.ofEpochSecond(0, epoch);
  }
}
