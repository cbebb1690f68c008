package org.javaipc.connection;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A deadline. */
final class Patience {
  private final Duration limit;
  private final long start = System.nanoTime();
  private final long nanos;

  Patience(Duration limit) {
    this.limit = limit;
    this.nanos = Math.max(0, TimeUnit.NANOSECONDS.convert(limit));
  }

  Duration limit() {
    return limit;
  }

  /** {@return the time that is left, at least zero} */
  Duration left() {
    return Duration.ofNanos(Math.max(0, nanos - (System.nanoTime() - start)));
  }

  /** {@return the time that is left, but at most this long} */
  Duration left(Duration most) {
    Duration left = left();
    return left.compareTo(most) < 0 ? left : most;
  }

  boolean isOver() {
    return System.nanoTime() - start >= nanos;
  }
}
