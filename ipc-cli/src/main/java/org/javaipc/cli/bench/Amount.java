package org.javaipc.cli.bench;

import java.time.Duration;

/**
 * How long to measure: until one of the two is reached.
 *
 * @param count of round trips or messages
 * @param nanos of time
 */
public record Amount(long count, long nanos) {
  /** {@return as many as that, however long it takes} */
  public static Amount of(long count) {
    return new Amount(count, Long.MAX_VALUE);
  }

  /** {@return as long as that} */
  public static Amount of(Duration time) {
    return new Amount(Long.MAX_VALUE, time.toNanos());
  }
}
