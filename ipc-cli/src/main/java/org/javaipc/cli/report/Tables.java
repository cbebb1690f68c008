package org.javaipc.cli.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The tables of a page. */
final class Tables {
  private Tables() {}

  /**
   * {@return a table}
   *
   * @param words whether there are texts in the second column, too, or in the first alone
   */
  private static String table(boolean words, List<String> head, List<String> rows) {
    return "<div class=\"scroll\"><table%s>\n<thead><tr>".formatted(words ? " class=\"two\"" : "")
        + head.stream()
            .map(cell -> "<th>" + Html.escape(cell) + "</th>")
            .collect(Collectors.joining())
        + "</tr></thead>\n<tbody>\n"
        + String.join("\n", rows)
        + "\n</tbody></table></div>\n";
  }

  private static String row(List<String> cells) {
    return cells.stream()
        .map(cell -> "<td>" + Html.escape(cell) + "</td>")
        .collect(Collectors.joining("", "<tr>", "</tr>"));
  }

  /** {@return how many times as good as each other the first is, or nothing if there is no other} */
  static String ratios(Entries entries) {
    List<String> others = entries.section("flood").labels().stream().skip(1).limit(8).toList();
    if (others.isEmpty()) {
      return "";
    }
    String first = entries.section("flood").labels().getFirst();
    List<String> head = new ArrayList<>(List.of("times as good as"));
    head.addAll(others);
    List<String> rows = new ArrayList<>();
    for (long at : entries.section("ping").points()) {
      String name = "round trip of " + Quantities.bytes(at);
      addRatios(rows, name + ", p50", entries.section("ping").at(at), first, others, "p50");
      addRatios(rows, name + ", p99", entries.section("ping").at(at), first, others, "p99");
    }
    for (long at : entries.section("flood").points()) {
      String name = "one way, " + Quantities.bytes(at);
      addRatios(rows, name, entries.section("flood").at(at), first, others, "rate");
    }
    for (long at : entries.section("rate").points()) {
      String name = Quantities.plain(at) + " messages/s";
      addRatios(rows, name + ", p99", entries.section("rate").at(at), first, others, "p99");
    }
    return table(false, head, rows);
  }

  private static void addRatios(
      List<String> rows,
      String name,
      Entries entries,
      String first,
      List<String> others,
      String figure) {
    Entries ours = entries.labelled(first);
    if (ours.isEmpty()) {
      return;
    }
    String cells =
        others.stream()
            .map(entries::labelled)
            .map(theirs -> theirs.isEmpty() ? "<td></td>" : ratio(ours, theirs, figure))
            .collect(Collectors.joining());
    rows.add("<tr><td>" + Html.escape(name) + "</td>" + cells + "</tr>");
  }

  private static String ratio(Entries ours, Entries theirs, String figure) {
    Entries.Entry our = ours.list().getFirst();
    Entries.Entry their = theirs.list().getFirst();
    double quotient = our.row().figure(figure) / their.row().figure(figure);
    double ratio = figure.equals("rate") ? quotient : 1 / quotient;
    return Double.isFinite(ratio)
        ? "<td class=\"ratio\" data-ours=\"%d\" data-theirs=\"%d\" data-figure=\"%s\">%s</td>"
            .formatted(our.number(), their.number(), figure, decimal(ratio))
        : "<td></td>";
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  /** {@return properties and their values} */
  static String properties(Map<String, String> properties) {
    return table(
        true,
        List.of("", ""),
        properties.entrySet().stream()
            .map(entry -> row(List.of(entry.getKey(), entry.getValue())))
            .toList());
  }

  /** {@return rows with all their figures} */
  static String figures(List<Row> rows) {
    List<String> names =
        rows.stream().flatMap(row -> row.figures().keySet().stream()).distinct().toList();
    List<String> head = new ArrayList<>(List.of("contender", "measured", "at"));
    names.forEach(name -> head.add(heading(name)));
    return table(
        true,
        head,
        rows.stream()
            .map(row -> {
              List<String> cells =
                  new ArrayList<>(List.of(row.label(), row.section(), Long.toString(row.at())));
              names.forEach(name ->
                  cells.add(row.figures().containsKey(name) ? number(name, row.figure(name)) : ""));
              return row(cells);
            })
            .toList());
  }

  private static String heading(String name) {
    return switch (name) {
      case "p999" -> "p99.9";
      case "p9999" -> "p99.99";
      case "openNs" -> "open";
      case "rate" -> "rate/s";
      default -> name;
    };
  }

  private static String number(String name, double value) {
    return Row.PERCENTILES.contains(name) || name.equals("openNs")
        ? Chart.Unit.NANOS.text(value)
        : new BigDecimal(value).round(new MathContext(value < 1e6 ? 4 : 7)).toPlainString();
  }
}
