package org.javaipc.cli.report;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Results as one page. It needs nothing else to be looked at, and has them as JSON, too. Where there are repetitions,
 * charts show the one with the median rate.
 */
final class Page {
  private static final String STYLE =
      """
      :root { color-scheme: light dark; }
      body { background: light-dark(#fff, #121212); color: light-dark(#1a1a1a, #e8e8e8); }
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 60em; margin: 1em auto; padding: 0 1em; overflow-wrap: anywhere; }
      h2 { margin-top: 2em; }
      .chart { margin: 1em 0 2em; }
      .frame { position: relative; margin-left: 72px; height: 300px; }
      .frame svg { display: block; width: 100%; height: 300px; overflow: visible; }
      .tick { position: absolute; right: calc(100% + 0.5em); translate: 0 -50%; white-space: nowrap; font-size: 13px; }
      .categories { display: flex; margin-left: 72px; font-size: 13px; text-align: center; }
      .categories span { flex: 1 1 0; min-width: 0; }
      svg line { stroke-width: 2; }
      svg .grid { stroke: currentColor; stroke-width: 1; opacity: 0.15; }
      .legend { margin-left: 72px; font-size: 14px; }
      .legend span { display: inline-block; margin-right: 1.2em; }
      .key { width: 40px; height: 12px; margin-right: 0.4em; }
      .key line { stroke-width: 3; }
      table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 14px; }
      th, td { padding: 0.2em 0.9em 0.2em 0; text-align: right; white-space: nowrap; }
      th:first-child, td:first-child, .two th:nth-child(2), .two td:nth-child(2) { text-align: left; }
      tbody tr:nth-child(odd) { background: #8881; }
      .scroll { overflow-x: auto; }
      pre { white-space: pre-wrap; overflow-wrap: anywhere; }
      """;

  private final Results results;
  private final Entries entries;
  private final Charts charts;

  Page(Results results) {
    this.results = results;
    this.entries = Entries.of(results.rows());
    this.charts = new Charts(entries);
  }

  String html() {
    String title = Html.escape(results.title());
    return """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>%s</title>
    <style>
    %s</style>
    </head>
    <body>
    <h1>%s</h1>
    """
            .formatted(title, STYLE, title)
        + body()
        + "<script type=\"application/json\" id=\"results\">"
        + results.json().replace("<", "\\u003c")
        + "</script>\n</body>\n</html>\n";
  }

  private String body() {
    return part("Left out", leftOut())
        + part(
            "Ratios",
            "More than 1: the first is better. Only ratios within one run are meaningful.",
            Tables.ratios(entries))
        + part("Rate by size", bytes("flood", "One way, at full speed", "rate"))
        + part(
            "Latency percentiles by transport",
            charts.percentiles("ping", at -> "Round trip of " + Quantities.bytes(at))
                + charts.percentiles(
                    "flood", at -> "Through a full channel, " + Quantities.bytes(at)))
        + part("Sleeping and polling, compared with C", charts.besideC())
        + part(
            "Latency at a fixed rate",
            "Each message is timed from when it was due, not from when it could be sent, so that no wait is left out.",
            charts.percentiles("rate", at -> Quantities.plain(at) + " messages/s"))
        + part("Many senders, one receiver", plain("fan", "Rate by number of senders", "rate"))
        + part("How cost grows", growth())
        + part("Machine", Tables.properties(results.machine()))
        + part("Versions", Tables.properties(results.versions()))
        + part(
            "Commands", "<pre>" + Html.escape(String.join("\n", results.commands())) + "</pre>\n")
        + part("All figures", Tables.figures(results.rows()));
  }

  private String bytes(String section, String title, String figure) {
    return charts.byPoint(section, title, figure, unit(figure), Quantities::bytes);
  }

  private String plain(String section, String title, String figure) {
    return charts.byPoint(section, title, figure, unit(figure), Quantities::plain);
  }

  private static Chart.Unit unit(String figure) {
    return switch (figure) {
      case "rate" -> Chart.Unit.PER_SECOND;
      case "bytes" -> Chart.Unit.BYTES;
      default -> Chart.Unit.NANOS;
    };
  }

  private String growth() {
    return plain("channels", "Time to open a channel, by how many are open", "openNs")
        + plain("channels", "Memory of a channel, by how many are open", "bytes")
        + plain("channels", "Rate of one channel, by how many are open", "rate")
        + plain("senders", "Rate by number of senders on one thread", "rate")
        + bytes("capacity", "Time to open, by capacity", "openNs")
        + bytes("capacity", "Rate by capacity", "rate")
        + bytes("size", "Rate by size on one thread", "rate");
  }

  private String leftOut() {
    List<String> lines = results.leftOut();
    return lines.isEmpty()
        ? ""
        : lines.stream()
            .map(line -> "<li>" + Html.escape(line) + "</li>\n")
            .collect(Collectors.joining("", "<ul class=\"left-out\">\n", "</ul>\n"));
  }

  private static String part(String title, String content) {
    return content.isEmpty() ? "" : "<h2>" + Html.escape(title) + "</h2>\n" + content;
  }

  private static String part(String title, String note, String content) {
    return content.isEmpty() ? "" : part(title, "<p>" + Html.escape(note) + "</p>\n" + content);
  }
}
