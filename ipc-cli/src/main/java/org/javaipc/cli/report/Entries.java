package org.javaipc.cli.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Predicate;

/** The rows of a page with their numbers; of repetitions, the one with the median rate. */
final class Entries {
  private final List<Entry> entries;
  private final Map<String, Integer> colours;

  /**
   * A row.
   *
   * @param number among all rows
   * @param row itself
   */
  record Entry(int number, Row row) {
    Chart.Mark mark(String figure) {
      return new Chart.Mark(OptionalInt.of(number), figure, row.figure(figure));
    }
  }

  private record Point(String section, String label, long at) {}

  private Entries(List<Entry> entries, Map<String, Integer> colours) {
    this.entries = entries;
    this.colours = colours;
  }

  static Entries of(List<Row> rows) {
    Map<Point, List<Entry>> repetitions = new LinkedHashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      repetitions
          .computeIfAbsent(
              new Point(row.section(), row.label(), row.at()), point -> new ArrayList<>())
          .add(new Entry(i, row));
    }
    return new Entries(
        repetitions.values().stream().map(Entries::median).toList(), new HashMap<>());
  }

  private static Entry median(List<Entry> repetitions) {
    return repetitions.stream()
        .sorted(Comparator.comparingDouble(entry -> entry.row().figure("rate")))
        .toList()
        .get(repetitions.size() / 2);
  }

  /** {@return those that are chosen, with the same colours} */
  Entries where(Predicate<Row> chosen) {
    return new Entries(
        entries.stream().filter(entry -> chosen.test(entry.row())).toList(), colours);
  }

  Entries section(String name) {
    return where(row -> row.section().equals(name));
  }

  Entries labelled(String label) {
    return where(row -> row.label().equals(label));
  }

  Entries at(long at) {
    return where(row -> row.at() == at);
  }

  List<Entry> list() {
    return entries;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  List<String> labels() {
    return entries.stream().map(entry -> entry.row().label()).distinct().toList();
  }

  List<String> media() {
    return entries.stream().map(entry -> entry.row().medium()).distinct().toList();
  }

  List<String> ways() {
    return entries.stream().map(entry -> entry.row().waiting()).distinct().toList();
  }

  /** {@return the points, in order} */
  List<Long> points() {
    return entries.stream().map(entry -> entry.row().at()).distinct().sorted().toList();
  }

  /** {@return the number of the colour that a name has on the whole page} */
  int colour(String name) {
    return colours.computeIfAbsent(name, key -> colours.size());
  }

  /** {@return the mark of the first, or none} */
  Chart.Mark mark(String figure) {
    return entries.isEmpty() ? Chart.Mark.none() : entries.getFirst().mark(figure);
  }
}
