package org.javaipc.cli.bench;

import java.util.List;
import java.util.Locale;
import org.javaipc.Address;
import org.javaipc.cli.io.Json;

/**
 * One repetition.
 *
 * @param address of the channel, or from which those of both directions were made up
 * @param mode what was measured
 * @param size of the messages in bytes
 * @param count of round trips or messages
 * @param nanos that they took, until the far end had them all
 * @param latencies of round trips, or from send to handler
 */
public record Measurement(
    Address address, Mode mode, long size, long count, long nanos, Percentiles latencies) {
  /** {@return round trips or messages per second} */
  public double rate() {
    return count * 1e9 / nanos;
  }

  /** {@return megabytes per second, in each direction} */
  public double mbps() {
    return rate() * size / 1e6;
  }

  /** {@return a line of JSON} */
  public String json() {
    return new Json()
        .put("address", address.toString())
        .put("scheme", address.scheme())
        .put("mode", mode.word())
        .put("size", size)
        .put("count", count)
        .put("rate", rate())
        .put("mbps", mbps())
        .put("p50Ns", latencies.known(latencies.p50()))
        .put("p99Ns", latencies.known(latencies.p99()))
        .put("p999Ns", latencies.known(latencies.p999()))
        .put("maxNs", latencies.known(latencies.max()))
        .line();
  }

  /** {@return the names of the columns of {@link #cells}} */
  public static List<String> columns() {
    return List.of(
        "address", "mode", "size", "count", "rate/s", "MB/s", "us: p50", "p99", "p99.9", "max");
  }

  /** {@return a row of a table for people} */
  public List<String> cells() {
    return List.of(
        address.toString(),
        mode.word(),
        Long.toString(size),
        Long.toString(count),
        number("%.0f", rate()),
        number("%.1f", mbps()),
        micros(latencies.p50()),
        micros(latencies.p99()),
        micros(latencies.p999()),
        micros(latencies.max()));
  }

  private String micros(long nanos) {
    return latencies.taken() == 0 ? "-" : number("%.2f", nanos / 1e3);
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
