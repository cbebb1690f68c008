package org.javaipc.cli.bench;

import org.HdrHistogram.Histogram;

/**
 * Times that were taken, in nanoseconds, up to an hour, to three digits. Allocates nothing for one.
 */
public final class Latencies {
  private static final long LONGEST = 3_600_000_000_000L;

  private final Histogram histogram = new Histogram(LONGEST, 3);

  /** Takes a time. */
  public void record(long nanos) {
    histogram.recordValue(Math.clamp(nanos, 0, LONGEST));
  }

  /** Takes all of others. */
  public void add(Latencies others) {
    histogram.add(others.histogram);
  }

  /** Forgets all times. */
  public void reset() {
    histogram.reset();
  }

  /** {@return what percentiles the times have} */
  public Percentiles percentiles() {
    return new Percentiles(
        histogram.getTotalCount(),
        histogram.getValueAtPercentile(50),
        histogram.getValueAtPercentile(90),
        histogram.getValueAtPercentile(99),
        histogram.getValueAtPercentile(99.9),
        histogram.getValueAtPercentile(99.99),
        histogram.getMaxValue());
  }
}
