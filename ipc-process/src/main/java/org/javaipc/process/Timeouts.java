package org.javaipc.process;

import java.time.Duration;

/** Durations as the JDK's waiting methods want them. */
final class Timeouts {
  /** Some 146 years, so that adding it to a clock does not overflow. */
  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 2);

  private Timeouts() {}

  /** {@return nanoseconds, from 0 to as long as anybody waits} */
  static long nanos(Duration timeout) {
    if (timeout.isNegative()) {
      return 0;
    }
    return (timeout.compareTo(LONGEST) < 0 ? timeout : LONGEST).toNanos();
  }
}
