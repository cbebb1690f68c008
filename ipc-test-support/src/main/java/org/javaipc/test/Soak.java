package org.javaipc.test;

import java.time.Duration;

/**
 * How long a test of {@code -Psoak} may take: its share of {@code -Dipc.soak.minutes}. All shares add up to at most
 * one.
 */
public enum Soak {
  /** The fence of one process that orders the stores of another. */
  FENCES(0.05),
  /** The memory-order tests of the ring. */
  MEMORY_ORDER(0.2),
  /** The kills, over every transport and object. */
  KILLS(0.4),
  /** The decoders' fuzz tests together. */
  FUZZING(0.25),
  /** Topics and logs whose subscriptions join, fall behind and die. */
  TOPICS(0.1);

  private final double share;

  Soak(double share) {
    this.share = share;
  }

  /** {@return how long all its tests together may take} */
  public Duration time() {
    double minutes = Double.parseDouble(System.getProperty("ipc.soak.minutes", "5"));
    return Duration.ofMillis((long) (minutes * share * 60_000));
  }

  /**
   * {@return how long one of its tests may take}
   *
   * @param tests how many there are
   */
  public Duration time(int tests) {
    return time().dividedBy(tests);
  }
}
