package org.javaipc.cli.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.javaipc.cli.bench.Percentiles;
import org.javaipc.cli.io.Json;

/**
 * What was measured of one contender at one point.
 *
 * @param section what was measured, such as {@code ping}
 * @param label of the contender, the same in every section
 * @param medium a scheme, or what else carried the messages
 * @param waiting {@code sleeping}, {@code polling}, another way, or empty if that does not matter
 * @param at the point: a size in bytes, a rate, a number of senders
 * @param figures by name; times are in nanoseconds
 */
public record Row(
    String section,
    String label,
    String medium,
    String waiting,
    long at,
    Map<String, Double> figures) {
  /** The figures that are percentiles of a latency, in order. */
  public static final List<String> PERCENTILES =
      List.of("p50", "p90", "p99", "p999", "p9999", "max");

  /** {@return the word for a strategy of waiting} */
  public static String waiting(String strategy) {
    return switch (strategy) {
      case "spin", "yield" -> "polling";
      case "park" -> "sleeping";
      default -> strategy;
    };
  }

  /** {@return latencies as figures; none if no time was taken} */
  public static Map<String, Double> latencies(Percentiles nanos) {
    Map<String, Double> figures = new LinkedHashMap<>();
    if (nanos.taken() > 0) {
      figures.put("p50", (double) nanos.p50());
      figures.put("p90", (double) nanos.p90());
      figures.put("p99", (double) nanos.p99());
      figures.put("p999", (double) nanos.p999());
      figures.put("p9999", (double) nanos.p9999());
      figures.put("max", (double) nanos.max());
    }
    return figures;
  }

  /** {@return whether a program in C was measured, whose label then says so} */
  boolean isC() {
    return label.startsWith("C ");
  }

  /** {@return a figure; 0 if there is none} */
  public double figure(String name) {
    return figures.getOrDefault(name, 0.0);
  }

  Json json() {
    Json json =
        new Json()
            .put("section", section)
            .put("label", label)
            .put("medium", medium)
            .put("waiting", waiting)
            .put("at", at);
    figures.forEach((name, value) -> json.put(name, value.doubleValue()));
    return json;
  }
}
