package org.javaipc.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.javaipc.test.Needs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageInBrowserTest {
  private static final List<String> CONTENDERS =
      List.of("shm:", "Aeron IPC", "Agrona ring", "Chronicle Queue");
  private static final List<String> KERNEL = List.of("pipe", "fifo", "unix", "mq", "sysvmq");

  @TempDir Path folder;

  private static Map<String, Double> figures(double rate, double p50) {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("rate", rate);
    double value = p50;
    for (String percentile : Row.PERCENTILES) {
      figures.put(percentile, value);
      value *= 2.7;
    }
    return figures;
  }

  private static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < CONTENDERS.size(); i++) {
      String name = CONTENDERS.get(i);
      rows.add(new Row("ping", name, "shm", "polling", 100, figures(1e6 / (i + 1), 580 + 90 * i)));
      for (long size : new long[] {32, 1024, 1 << 16}) {
        rows.add(
            new Row("flood", name, "shm", "polling", size, Map.of("rate", 3e9 / size / (i + 1))));
      }
      for (long rate : new long[] {10_000, 1_000_000}) {
        rows.add(
            new Row("rate", name, "shm", "polling", rate, figures((double) rate, 400 + 70 * i)));
      }
      rows.add(new Row("fan", name, "shm", "polling", 2, Map.of("rate", 4e7 / (i + 1))));
    }
    for (int i = 0; i < KERNEL.size(); i++) {
      String medium = KERNEL.get(i);
      rows.add(ping(medium + ":", medium, "polling", 5000 + 700 * i));
      rows.add(ping(medium + ":, sleeping", medium, "sleeping", 21_000 + 900 * i));
      rows.add(ping("C " + medium + " poll", medium, "polling", 4000 + 700 * i));
      rows.add(ping("C " + medium + " wait", medium, "sleeping", 16_000 + 900 * i));
    }
    for (long count : new long[] {1, 1000}) {
      rows.add(
          new Row(
              "channels",
              "shm:",
              "shm",
              "",
              count,
              Map.of("openNs", 210_000.0 + count, "bytes", 70_000.0, "rate", 3e7)));
    }
    return rows;
  }

  private static Row ping(String label, String medium, String waiting, double p50) {
    return new Row("ping", label, medium, waiting, 100, figures(1e9 / p50, p50));
  }

  private static Results results() {
    return new Results(
        "ipc-bench",
        List.of(
            "ipc-bench/run full --with a-very-long-word-that-no-line-of-a-phone-has-room-for-"
                + "x".repeat(80)),
        Map.of("kernel", "Linux"),
        Map.of("agrona", "2.6.0"),
        rows(),
        List.of("mq:, channels 1000: the limit of queues"));
  }

  @ParameterizedTest
  @CsvSource({"390, false", "390, true", "1200, false", "1200, true"})
  void whatIsDrawnIsWhatWasMeasured(int width, boolean isDark) throws Exception {
    Needs.program(Browser.PROGRAM);
    Path file = folder.resolve("page.html");
    results().writePage(file);
    Drawn drawn =
        new Drawn(Browser.probe(Files.readString(file), folder, width, isDark), results().rows());
    drawn.checkValues();
    drawn.checkColours();
    drawn.checkRatios();
    drawn.checkWidth(width);
    assertThat(drawn.luminance() < 0.2).isEqualTo(isDark);
    assertThat(drawn.marks()).containsAll(expected());
  }

  /** Every figure that a chart exists for. */
  private static Set<String> expected() {
    Set<String> expected = new HashSet<>();
    List<Row> rows = rows();
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      for (String figure : row.figures().keySet()) {
        boolean isPercentile = Row.PERCENTILES.contains(figure);
        boolean isShown =
            switch (row.section()) {
              case "ping" -> isPercentile && (!row.isC() || figure.equals("p50"));
              case "rate" -> isPercentile;
              default -> true;
            };
        if (isShown) {
          expected.add(i + " " + figure);
        }
      }
    }
    return expected;
  }

  @Test
  void fortySeriesHaveFortyColours() throws Exception {
    Needs.program(Browser.PROGRAM);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      rows.add(new Row("flood", "shm:a" + i, "shm", "", 32, Map.of("rate", 1e6 + i * 1e5)));
    }
    String page = new Page(new Results("t", List.of(), Map.of(), Map.of(), rows, List.of())).html();
    List<String> keys =
        Browser.probe(page, folder, 800, false).stream()
            .filter(words -> words.getFirst().equals("key"))
            .map(words -> words.get(2))
            .toList();
    assertThat(keys).hasSize(40).doesNotHaveDuplicates();
  }

  /** What the browser said. */
  private record Drawn(List<List<String>> lines, List<Row> rows) {
    private List<List<String>> lines(String kind) {
      List<List<String>> some =
          lines.stream().filter(words -> words.getFirst().equals(kind)).toList();
      assertThat(some).as(kind).isNotEmpty();
      return some;
    }

    Set<String> marks() {
      Set<String> marks = new HashSet<>();
      lines("mark").forEach(words -> marks.add(words.get(2) + " " + words.get(3)));
      return marks;
    }

    void checkValues() {
      for (List<String> mark : lines("mark")) {
        double measured = rows.get(Integer.parseInt(mark.get(2))).figure(mark.get(3));
        assertThat(Double.parseDouble(mark.get(4)))
            .as("drawn: %s", mark)
            .isCloseTo(measured, within(0.05 * measured));
        assertThat(Double.parseDouble(mark.get(5)))
            .as("in the page's JSON: %s", mark)
            .isCloseTo(measured, within(1e-5 * measured));
      }
    }

    void checkRatios() {
      for (List<String> cell : lines("ratio")) {
        double ours = rows.get(Integer.parseInt(cell.get(1))).figure(cell.get(3));
        double theirs = rows.get(Integer.parseInt(cell.get(2))).figure(cell.get(3));
        double ratio = cell.get(3).equals("rate") ? ours / theirs : theirs / ours;
        assertThat(Double.parseDouble(cell.get(4))).isCloseTo(ratio, within(0.0051));
      }
    }

    /** In a chart no two series look alike, each mark has its key, and all can be seen. */
    void checkColours() {
      Map<String, List<String>> keys = new TreeMap<>();
      for (List<String> key : lines("key")) {
        keys.computeIfAbsent(key.get(1), chart -> new ArrayList<>()).add(key.get(2));
      }
      keys.values().forEach(Drawn::checkDistances);
      keys.values().stream()
          .flatMap(List::stream)
          .forEach(colour -> assertThat(contrast(colour)).as(colour).isGreaterThan(2.5));
      Map<String, Set<String>> fills = new HashMap<>();
      for (List<String> mark : lines("mark")) {
        fills.computeIfAbsent(mark.get(1), chart -> new HashSet<>()).add(mark.get(8));
      }
      fills.forEach((chart, colours) -> assertThat(keys.get(chart)).hasSameElementsAs(colours));
    }

    private static void checkDistances(List<String> colours) {
      for (int i = 0; i < colours.size(); i++) {
        for (int j = 0; j < i; j++) {
          double[] one = rgb(colours.get(i));
          double[] other = rgb(colours.get(j));
          double distance =
              Math.hypot(Math.hypot(one[0] - other[0], one[1] - other[1]), one[2] - other[2]);
          assertThat(distance).as("%s %s", colours.get(i), colours.get(j)).isGreaterThan(20);
        }
      }
    }

    void checkWidth(int width) {
      for (List<String> category : lines("category")) {
        assertThat(Double.parseDouble(category.get(2)))
            .as("from a mark to the middle of its category's name: %s", category)
            .isLessThan(1.5);
      }
      List<String> page = lines("page").getFirst();
      assertThat(Double.parseDouble(page.get(1))).as("width").isLessThanOrEqualTo(width);
      assertThat(Double.parseDouble(page.get(2))).as("left").isNotNegative();
      assertThat(Double.parseDouble(page.get(3))).as("font").isGreaterThanOrEqualTo(12);
      for (List<String> mark : lines("mark")) {
        assertThat(Double.parseDouble(mark.get(6))).as("%s", mark).isNotNegative();
        assertThat(Double.parseDouble(mark.get(7))).as("%s", mark).isLessThanOrEqualTo(width);
      }
    }

    double luminance() {
      return luminance(lines("page").getFirst().get(4));
    }

    private double contrast(String colour) {
      double one = luminance(colour) + 0.05;
      double other = luminance() + 0.05;
      return Math.max(one, other) / Math.min(one, other);
    }

    private static double luminance(String colour) {
      double[] linear =
          Arrays.stream(rgb(colour))
              .map(c -> c / 255)
              .map(c -> c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4))
              .toArray();
      return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
    }

    /** From {@code rgb(1,2,3)}. */
    private static double[] rgb(String colour) {
      return Arrays.stream(colour.replaceAll("[^0-9.,]", "").split(",", -1))
          .mapToDouble(Double::parseDouble)
          .toArray();
    }
  }
}
