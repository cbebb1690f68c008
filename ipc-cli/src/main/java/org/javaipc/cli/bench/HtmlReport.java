package org.javaipc.cli.bench;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One page that shows measurements: latency percentiles by transport, rate by size, and all the
 * numbers. It needs nothing else to be looked at. Where there are repetitions, plots show the one
 * with the median rate.
 */
public final class HtmlReport {
  private static final String HEAD =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width">
      <title>ipc bench</title>
      <style>
      :root { color-scheme: light dark; }
      body { font: 15px/1.5 system-ui, sans-serif; max-width: 60em; margin: 2em auto; }
      svg { width: 100%; height: auto; }
      svg text { font-size: 12px; fill: currentColor; }
      svg .y { text-anchor: end; }
      svg .x { text-anchor: middle; }
      svg .grid { stroke: currentColor; opacity: 0.15; }
      svg polyline { fill: none; stroke-width: 2; }
      .legend span { margin-right: 1.5em; white-space: nowrap; }
      .legend i { display: inline-block; width: 0.8em; height: 0.8em; margin-right: 0.4em; }
      table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
      th, td { padding: 0.15em 0.8em 0.15em 0; text-align: right; }
      th:first-child, td:first-child, th:nth-child(2), td:nth-child(2) { text-align: left; }
      tbody tr:nth-child(odd) { background: #8881; }
      .scroll { overflow-x: auto; }
      </style>
      </head>
      <body>
      <h1>ipc bench</h1>
      """;

  private static final List<String> PERCENTILES = List.of("p50", "p99", "p99.9", "max");

  private HtmlReport() {}

  /**
   * Refuses a file that could not be written, before time is spent on measuring.
   *
   * @throws IOException if it is a directory, or cannot be created
   */
  public static void check(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file)) {
      throw new FileSystemException(file.toString(), null, "is a directory");
    }
    if (folder != null && !Files.isDirectory(folder)) {
      throw new NoSuchFileException(folder.toString());
    }
    if (!Files.isWritable(Files.exists(file) || folder == null ? file : folder)) {
      throw new AccessDeniedException(file.toString());
    }
  }

  /** Writes the page. */
  public static void write(Path file, List<Measurement> measurements) throws IOException {
    List<Measurement> medians = medians(measurements);
    Files.writeString(
        file,
        HEAD
            + "<p>%s</p>\n".formatted(Html.escape(machine()))
            + latencies(preferring(Mode.PING, medians)).html()
            + rates(preferring(Mode.FLOOD, medians)).html()
            + table(measurements)
            + "</body>\n</html>\n");
  }

  private static String machine() {
    return "Two processes; %s processors, Linux %s on %s, Java %s"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.version"),
            System.getProperty("os.arch"),
            Runtime.version());
  }

  private static List<Measurement> medians(List<Measurement> measurements) {
    Map<Setup, List<Measurement>> repetitions =
        measurements.stream()
            .collect(
                Collectors.groupingBy(
                    m -> new Setup(m.address(), m.mode(), m.size()),
                    LinkedHashMap::new,
                    Collectors.toList()));
    return repetitions.values().stream().map(HtmlReport::median).toList();
  }

  private static Measurement median(List<Measurement> repetitions) {
    return repetitions.stream()
        .sorted(Comparator.comparingDouble(Measurement::rate))
        .toList()
        .get(repetitions.size() / 2);
  }

  /** {@return those of a mode, or all if there are none} */
  private static List<Measurement> preferring(Mode mode, List<Measurement> all) {
    List<Measurement> some = all.stream().filter(m -> m.mode() == mode).toList();
    return some.isEmpty() ? all : some;
  }

  private static Chart latencies(List<Measurement> measurements) {
    List<Chart.Series> series =
        measurements.stream()
            .filter(m -> m.latencies().taken() > 0)
            .map(m ->
                new Chart.Series(
                    "%s, %s of %d B".formatted(m.address(), m.mode().word(), m.size()),
                    micros(m.latencies())))
            .toList();
    return new Chart("Latency percentiles by transport", "us", PERCENTILES, series);
  }

  private static List<Double> micros(Percentiles nanos) {
    return Stream.of(nanos.p50(), nanos.p99(), nanos.p999(), nanos.max())
        .map(value -> value / 1e3)
        .toList();
  }

  private static Chart rates(List<Measurement> measurements) {
    List<Long> sizes = measurements.stream().map(Measurement::size).sorted().distinct().toList();
    Map<String, Map<Long, Measurement>> byAddress =
        measurements.stream()
            .collect(
                Collectors.groupingBy(
                    m -> m.address() + ", " + m.mode().word(),
                    LinkedHashMap::new,
                    Collectors.toMap(Measurement::size, Function.identity())));
    List<Chart.Series> series =
        byAddress.entrySet().stream()
            .map(entry -> new Chart.Series(entry.getKey(), rates(sizes, entry.getValue())))
            .toList();
    List<String> categories = sizes.stream().map(size -> size + " B").toList();
    return new Chart("Rate by size", "/s", categories, series);
  }

  private static List<Double> rates(List<Long> sizes, Map<Long, Measurement> bySize) {
    return sizes.stream()
        .map(size -> bySize.containsKey(size) ? bySize.get(size).rate() : 0)
        .toList();
  }

  private static String table(List<Measurement> measurements) {
    StringBuilder text =
        new StringBuilder("<h2>All repetitions</h2>\n<div class=\"scroll\"><table>\n<thead>")
            .append(cells("th", Measurement.columns()))
            .append("</thead>\n<tbody>\n");
    for (Measurement measurement : measurements) {
      text.append(cells("td", measurement.cells())).append('\n');
    }
    return text.append("</tbody></table></div>\n").toString();
  }

  private static String cells(String tag, List<String> cells) {
    return cells.stream()
        .map(cell -> "<%s>%s</%s>".formatted(tag, Html.escape(cell), tag))
        .collect(Collectors.joining("", "<tr>", "</tr>"));
  }
}
