package org.javaipc.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/** The charts of a page. */
final class Charts {
  private static final List<String> SHOWN = List.of("p50", "p90", "p99", "p99.9", "p99.99", "max");
  private static final List<String> WAYS = List.of("sleeping", "polling");

  private final Entries entries;

  Charts(Entries entries) {
    this.entries = entries;
  }

  /** {@return charts as HTML, without those that have nothing to show} */
  private static String html(List<Chart> charts) {
    return charts.stream().filter(Chart::hasMarks).map(Chart::html).collect(Collectors.joining());
  }

  /** {@return a figure of a section by point} */
  String byPoint(
      String section, String title, String figure, Chart.Unit unit, LongFunction<String> name) {
    Entries chosen = entries.section(section);
    List<Long> points = chosen.points();
    List<Chart.Series> series =
        chosen.labels().stream()
            .map(label ->
                new Chart.Series(
                    label,
                    entries.colour(label),
                    points.stream().map(at -> chosen.labelled(label).at(at).mark(figure)).toList()))
            .toList();
    return html(
        List.of(new Chart(title, unit, true, points.stream().map(name::apply).toList(), series)));
  }

  /** {@return percentiles of a section, a chart for each point and way of waiting} */
  String percentiles(String section, LongFunction<String> title) {
    Entries chosen = entries.section(section).where(row -> !row.isC());
    List<Chart> charts = new ArrayList<>();
    for (long at : chosen.points()) {
      for (String way : chosen.at(at).ways()) {
        Entries shown = chosen.at(at).where(row -> row.waiting().equals(way));
        String name = title.apply(at) + (way.isEmpty() ? "" : ", " + way);
        charts.add(new Chart(name, Chart.Unit.NANOS, true, SHOWN, percentiles(shown)));
      }
    }
    return html(charts);
  }

  private List<Chart.Series> percentiles(Entries shown) {
    return shown.list().stream()
        .filter(entry -> entry.row().figure("p50") > 0)
        .map(entry ->
            new Chart.Series(
                entry.row().label(),
                entries.colour(entry.row().label()),
                Row.PERCENTILES.stream().map(entry::mark).toList()))
        .toList();
  }

  /** {@return the medians of round trips, sleeping and polling, beside programs in C} */
  String besideC() {
    Entries c = entries.section("ping").where(row -> row.isC() && WAYS.contains(row.waiting()));
    if (c.isEmpty()) {
      return "";
    }
    long at = c.points().getFirst();
    List<String> media = c.media();
    List<Chart.Series> series = new ArrayList<>();
    for (String way : WAYS) {
      for (boolean isC : new boolean[] {false, true}) {
        Entries some =
            entries
                .section("ping")
                .at(at)
                .where(row -> row.waiting().equals(way) && row.isC() == isC);
        String name = (isC ? "C, " : "javaipc, ") + way;
        series.add(
            new Chart.Series(
                name,
                entries.colour(name),
                media.stream()
                    .map(medium -> some.where(row -> row.medium().equals(medium)).mark("p50"))
                    .toList()));
      }
    }
    String title = "Round trip of " + Quantities.bytes(at) + ", p50";
    return html(List.of(new Chart(title, Chart.Unit.NANOS, false, media, series)));
  }
}
