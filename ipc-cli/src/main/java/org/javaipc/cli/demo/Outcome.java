package org.javaipc.cli.demo;

import java.util.Locale;
import java.util.OptionalLong;
import org.javaipc.cli.bench.Percentiles;
import org.javaipc.cli.io.Json;
import org.javaipc.cli.io.Table;

/**
 * How a file went over a transport.
 *
 * @param scheme of the transport
 * @param bytes of the file that arrived
 * @param messages in which they came
 * @param nanos from sending the first to having the last
 * @param latencies from send to handler
 * @param verified whether the far end has the file's length and SHA-256
 */
public record Outcome(
    String scheme, long bytes, long messages, long nanos, Percentiles latencies, boolean verified) {
  /** {@return an outcome for a transport over which the file did not come} */
  public static Outcome failed(String scheme) {
    return new Outcome(scheme, 0, 0, 0, Percentiles.none(), false);
  }

  /** {@return a table for outcomes, with no row yet} */
  public static Table table() {
    return new Table("scheme", "bytes", "messages", "MB/s", "p50 us", "p99 us", "verified");
  }

  /** Adds a row. */
  public void addTo(Table table) {
    table.row(
        scheme,
        Long.toString(bytes),
        Long.toString(messages),
        decimal(mbps()),
        micros(latencies.known(latencies.p50())),
        micros(latencies.known(latencies.p99())),
        verified ? "yes" : "NO");
  }

  private static String micros(OptionalLong nanos) {
    return nanos.isEmpty() ? "-" : decimal(nanos.getAsLong() / 1e3);
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  /** {@return a line of JSON} */
  public String json() {
    return new Json()
        .put("scheme", scheme)
        .put("bytes", bytes)
        .put("messages", messages)
        .put("mbps", mbps())
        .put("p50Ns", latencies.known(latencies.p50()))
        .put("p99Ns", latencies.known(latencies.p99()))
        .put("verified", verified)
        .line();
  }

  private double mbps() {
    return nanos == 0 ? 0 : bytes * 1e3 / nanos;
  }
}
