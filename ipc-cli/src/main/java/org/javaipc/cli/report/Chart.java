package org.javaipc.cli.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * Marks over categories, with a logarithmic axis. Text is HTML beside the drawing, so that it keeps its size on a narrow
 * screen, and horizontal places are percentages.
 *
 * @param title above it
 * @param unit of the values
 * @param isJoined whether lines join the marks of a series
 * @param categories along the horizontal axis
 * @param series what is drawn
 */
record Chart(
    String title, Unit unit, boolean isJoined, List<String> categories, List<Series> series) {
  private static final int HEIGHT = 300;
  private static final int MARGIN = 12;

  /** What a value is, and how an axis says it. */
  enum Unit {
    /** Nanoseconds. */
    NANOS(List.of(" ns", " us", " ms", " s")),
    /** Messages a second. */
    PER_SECOND(List.of("/s", "k/s", "M/s", "G/s")),
    /** Bytes. */
    BYTES(List.of(" B", " kB", " MB", " GB"));

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> steps;

    Unit(List<String> steps) {
      this.steps = steps;
    }

    String text(double value) {
      int step = 0;
      double rest = value;
      while (rest >= 999.5 && step < steps.size() - 1) {
        rest /= 1000;
        step++;
      }
      return new BigDecimal(rest).round(new MathContext(3)).stripTrailingZeros().toPlainString()
          + steps.get(step);
    }
  }

  /**
   * Marks of one colour.
   *
   * @param name of them
   * @param colour number of the colour, which no other series of the page has
   * @param marks one a category
   */
  record Series(String name, int colour, List<Mark> marks) {
    boolean isDrawn() {
      return marks.stream().anyMatch(Mark::isDrawn);
    }
  }

  /**
   * One mark.
   *
   * @param row number of the row that has the value; none if nothing is drawn
   * @param figure its name in the row
   * @param value that is drawn
   */
  record Mark(OptionalInt row, String figure, double value) {
    static Mark none() {
      return new Mark(OptionalInt.empty(), "", 0);
    }

    boolean isDrawn() {
      return row.isPresent() && value > 0;
    }
  }

  /** {@return whether there is anything to draw} */
  boolean hasMarks() {
    return values().findAny().isPresent();
  }

  /** {@return the drawing, its title and its legend as HTML} */
  String html() {
    return "<figure class=\"chart\"><h3>%s</h3>\n<div class=\"frame\">%s<svg role=\"img\" aria-label=\"%s\">%s%s</svg></div>\n"
            .formatted(Html.escape(title), ticks(), Html.escape(title), grid(), each(this::marks))
        + "<div class=\"categories\">%s</div>\n<p class=\"legend\">%s</p></figure>\n"
            .formatted(
                categories.stream()
                    .map(category -> "<span>" + Html.escape(category) + "</span>")
                    .collect(Collectors.joining()),
                each(Chart::key));
  }

  private String each(Function<Series, String> part) {
    return series.stream().filter(Series::isDrawn).map(part).collect(Collectors.joining("\n"));
  }

  private String ticks() {
    StringBuilder text = new StringBuilder();
    for (int decade = lowest(); decade <= highest(); decade++) {
      double value = Math.pow(10, decade);
      text.append(
          "<span class=\"tick\" style=\"top:%spx\">%s</span>"
              .formatted(number(y(value)), unit.text(value)));
    }
    return text.toString();
  }

  private String grid() {
    StringBuilder text = new StringBuilder();
    for (int decade = lowest(); decade <= highest(); decade++) {
      String y = number(y(Math.pow(10, decade)));
      text.append(
          "<line class=\"grid\" x1=\"0\" x2=\"100%%\" y1=\"%s\" y2=\"%s\"/>".formatted(y, y));
    }
    return text.toString();
  }

  private String marks(Series line) {
    StringBuilder text = new StringBuilder();
    int before = -1;
    for (int i = 0; i < categories.size(); i++) {
      Mark mark = line.marks().get(i);
      if (!mark.isDrawn()) {
        continue;
      }
      if (isJoined && before >= 0) {
        text.append(
            "<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" %s/>"
                .formatted(
                    x(before),
                    number(y(line.marks().get(before).value())),
                    x(i),
                    number(y(mark.value())),
                    Colours.stroke(line.colour())));
      }
      text.append(
          "<circle class=\"mark\" data-row=\"%d\" data-figure=\"%s\" cx=\"%s\" cy=\"%s\" r=\"5\" %s><title>%s</title></circle>"
              .formatted(
                  mark.row().getAsInt(),
                  mark.figure(),
                  x(i),
                  number(y(mark.value())),
                  Colours.fill(line.colour()),
                  Html.escape(
                      line.name() + ", " + categories.get(i) + ": " + unit.text(mark.value()))));
      before = i;
    }
    return text.toString();
  }

  private static String key(Series line) {
    return "<span><svg class=\"key\" aria-hidden=\"true\"><line x1=\"0\" x2=\"40\" y1=\"6\" y2=\"6\" %s/></svg>%s</span>"
        .formatted(Colours.stroke(line.colour()), Html.escape(line.name()));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private String x(int category) {
    return number((category + 0.5) * 100 / categories.size()) + "%";
  }

  private double y(double value) {
    double share = (Math.log10(value) - lowest()) / (highest() - lowest());
    return HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN);
  }

  private int lowest() {
    return (int) Math.floor(Math.log10(values().min().orElse(1)));
  }

  /** Above the lowest, also where all values are the same. */
  private int highest() {
    return Math.max(lowest() + 1, (int) Math.ceil(Math.log10(values().max().orElse(10))));
  }

  private DoubleStream values() {
    return series.stream()
        .flatMap(line -> line.marks().stream())
        .filter(Mark::isDrawn)
        .mapToDouble(Mark::value);
  }
}
