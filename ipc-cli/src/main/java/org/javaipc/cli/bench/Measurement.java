package org.javaipc.cli.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.javaipc.cli.io.Json;
import org.javaipc.cli.report.Row;

/**
 * One repetition.
 *
 * @param setup what was measured, and where
 * @param taken what came out
 */
public record Measurement(Setup setup, Taken taken) {
  /** {@return megabytes per second, in each direction} */
  private double mbps() {
    return taken.rate() * setup.job().size() / 1e6;
  }

  private Percentiles latencies() {
    return taken.latencies();
  }

  /** {@return a line of JSON} */
  public String json() {
    Json json =
        new Json()
            .put("address", setup.address().toString())
            .put("scheme", setup.address().scheme())
            .put("mode", setup.mode().word())
            .put("size", setup.job().size());
    if (setup.mode() == Mode.RATE) {
      json.put("asked", setup.job().perSecond());
    }
    return json.put("count", taken.count())
        .put("rate", taken.rate())
        .put("mbps", mbps())
        .put("p50Ns", latencies().known(latencies().p50()))
        .put("p90Ns", latencies().known(latencies().p90()))
        .put("p99Ns", latencies().known(latencies().p99()))
        .put("p999Ns", latencies().known(latencies().p999()))
        .put("p9999Ns", latencies().known(latencies().p9999()))
        .put("maxNs", latencies().known(latencies().max()))
        .line();
  }

  /** {@return the same for the page} */
  public Row row() {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("size", (double) setup.job().size());
    figures.put("count", (double) taken.count());
    figures.put("rate", taken.rate());
    figures.putAll(Row.latencies(latencies()));
    return new Row(
        setup.mode().word(),
        setup.address().toString(),
        setup.address().scheme(),
        Row.waiting(setup.address().options().getOrDefault("wait", "adaptive")),
        setup.mode() == Mode.RATE ? setup.job().perSecond() : setup.job().size(),
        figures);
  }

  /** {@return the names of the columns of {@link #cells}} */
  static List<String> columns() {
    return List.of(
        "address", "mode", "size", "count", "rate/s", "MB/s", "us: p50", "p99", "p99.9", "p99.99",
        "max");
  }

  /** {@return a row of a table for people} */
  List<String> cells() {
    return List.of(
        setup.address().toString(),
        setup.mode().word(),
        Integer.toString(setup.job().size()),
        Long.toString(taken.count()),
        number("%.0f", taken.rate()),
        number("%.1f", mbps()),
        micros(latencies().p50()),
        micros(latencies().p99()),
        micros(latencies().p999()),
        micros(latencies().p9999()),
        micros(latencies().max()));
  }

  private String micros(long nanos) {
    return latencies().taken() == 0 ? "-" : number("%.2f", nanos / 1e3);
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
