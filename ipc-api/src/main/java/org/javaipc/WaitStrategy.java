package org.javaipc;

/** How an end waits: the option {@code wait} of an address, chosen by each end for itself. */
public enum WaitStrategy {
  /**
   * Looks again and again and never gives the processor away: the lowest latency, one core each.
   */
  SPIN,
  /** Looks again and again and lets other threads run in between. */
  YIELD,
  /** Sleeps in the kernel at once: no processor time, tens of microseconds to wake up. */
  PARK,
  /** Spins for some microseconds, then sleeps in the kernel: the default. */
  ADAPTIVE
}
