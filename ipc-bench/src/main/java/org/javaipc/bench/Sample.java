package org.javaipc.bench;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What one slot of time measured.
 *
 * @param contender that was measured
 * @param work that it did, such as {@code ping:100}
 * @param placement where the two processors were
 * @param line as it was printed
 * @param figures by name
 */
record Sample(
    String contender, String work, Placement placement, String line, Map<String, Double> figures) {
  /** {@return the main figure: for round trips the median, else the rate} */
  String main() {
    return work.startsWith("ping:") ? "p50" : "rate";
  }

  /** Reads {@code name=value name=value}. */
  static Sample parse(String contender, String work, String line) {
    Map<String, Double> figures =
        Arrays.stream(line.split(" ", -1))
            .map(figure -> figure.split("=", -1))
            .collect(Collectors.toMap(figure -> figure[0], figure -> Double.valueOf(figure[1])));
    Placement placement =
        Placement.of(
            Objects.requireNonNull(figures.remove("before")),
            Objects.requireNonNull(figures.remove("after")));
    return new Sample(contender, work, placement, line, figures);
  }

  /**
   * Where a host has put the two processors of its guest, told by the round trip of a cache line. The
   * bounds suit the x86-64 servers of today.
   */
  enum Placement {
    /** Two threads of one core, which share its first cache and its units. */
    ONE_CORE(140),
    /** Two cores that share a cache. */
    TWO_CORES(600),
    /** Two cores that share none. */
    APART(5000),
    /** Not told: one process, or a C program of two. */
    ANY(0),
    /** It changed while the slot ran, or others had the processors. */
    DISTURBED(Double.MAX_VALUE);

    private final double below;

    Placement(double below) {
      this.below = below;
    }

    static Placement of(double before, double after) {
      return before == 0 ? ANY : of(before) == of(after) ? of(before) : DISTURBED;
    }

    private static Placement of(double nanos) {
      return Arrays.stream(values()).filter(each -> nanos < each.below).findFirst().orElseThrow();
    }
  }
}
