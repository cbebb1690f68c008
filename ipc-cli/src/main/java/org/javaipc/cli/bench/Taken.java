package org.javaipc.cli.bench;

/**
 * What was measured once.
 *
 * @param count of round trips or messages
 * @param nanos that they took, until the far end had them all
 * @param latencies of round trips, or from the time when a message was due or sent to its handler; none
 *     are taken of some works
 */
public record Taken(long count, long nanos, Percentiles latencies) {
  /** {@return round trips or messages per second} */
  public double rate() {
    return count * 1e9 / Math.max(1, nanos);
  }
}
