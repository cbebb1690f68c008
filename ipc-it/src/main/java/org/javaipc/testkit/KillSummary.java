package org.javaipc.testkit;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came of {@link KillRounds}. Nothing was lost or left: that fails at once.
 *
 * @param kills how many processes were killed, by what they were doing
 * @param messages how many messages were checked
 * @param nanosToNotice how long each survivor took to be told, in nanoseconds
 */
public record KillSummary(
    Map<String, Integer> kills, long messages, Collection<Long> nanosToNotice) {
  /** {@return how many were killed} */
  public int total() {
    return kills.values().stream().mapToInt(Integer::intValue).sum();
  }

  /**
   * {@return the time to notice that a share of the survivors did not exceed, in milliseconds}
   *
   * @param share from 0 to 1
   */
  public double millisToNotice(double share) {
    long[] sorted = nanosToNotice.stream().mapToLong(Long::longValue).sorted().toArray();
    return sorted.length == 0
        ? 0
        : sorted[Math.min(sorted.length - 1, (int) (share * sorted.length))] / 1e6;
  }

  @Override
  public String toString() {
    return "kills=%d %s noticed=%d p50=%.2f ms p99=%.2f ms max=%.2f ms messages=%,d lost=0 leftovers=0"
        .formatted(
            total(),
            new TreeMap<>(kills),
            nanosToNotice.size(),
            millisToNotice(0.5),
            millisToNotice(0.99),
            millisToNotice(1),
            messages);
  }
}
