package org.javaipc.cli.bench;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.DoubleStream;

/**
 * Lines over categories, with a logarithmic axis, as SVG.
 *
 * @param title above it
 * @param unit of the values
 * @param categories along the horizontal axis
 * @param series the lines
 */
record Chart(String title, String unit, List<String> categories, List<Series> series) {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 340;
  private static final int LEFT = 80;
  private static final int RIGHT = 20;
  private static final int TOP = 20;
  private static final int BOTTOM = 40;

  /** Colours that people with any colour vision can tell apart (Okabe and Ito). */
  private static final List<String> COLOURS =
      List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#999933");

  /**
   * A line.
   *
   * @param name of it
   * @param values one a category; 0 where there is none
   */
  record Series(String name, List<Double> values) {}

  /** {@return the plot, its title and its legend as HTML} */
  String html() {
    StringBuilder text = new StringBuilder();
    text.append("<h2>").append(Html.escape(title)).append("</h2>\n");
    text.append(
        "<svg viewBox=\"0 0 %s %s\" role=\"img\" aria-label=\"%s\">\n"
            .formatted(WIDTH, HEIGHT, Html.escape(title)));
    axes(text);
    for (int i = 0; i < series.size(); i++) {
      line(text, series.get(i), colour(i));
    }
    return text.append("</svg>\n").append(legend()).toString();
  }

  private void axes(StringBuilder text) {
    for (int decade = lowestDecade(); decade <= highestDecade(); decade++) {
      double y = y(Math.pow(10, decade));
      text.append(
          "<line class=\"grid\" x1=\"%s\" x2=\"%s\" y1=\"%s\" y2=\"%s\"/>"
              .formatted(LEFT, WIDTH - RIGHT, pixels(y), pixels(y)));
      text.append(
          "<text class=\"y\" x=\"%s\" y=\"%s\">%s</text>\n"
              .formatted(LEFT - 8, pixels(y + 4), label(decade)));
    }
    for (int i = 0; i < categories.size(); i++) {
      text.append(
          "<text class=\"x\" x=\"%s\" y=\"%s\">%s</text>\n"
              .formatted(pixels(x(i)), HEIGHT - BOTTOM + 22, Html.escape(categories.get(i))));
    }
  }

  private void line(StringBuilder text, Series line, String colour) {
    StringJoiner points = new StringJoiner(" ");
    StringBuilder dots = new StringBuilder();
    for (int i = 0; i < categories.size(); i++) {
      double value = line.values().get(i);
      if (value > 0) {
        points.add(pixels(x(i)) + "," + pixels(y(value)));
        dots.append(
            "<circle cx=\"%s\" cy=\"%s\" r=\"4\" fill=\"%s\"><title>%s</title></circle>\n"
                .formatted(pixels(x(i)), pixels(y(value)), colour, tip(line, i)));
      }
    }
    text.append("<polyline points=\"%s\" stroke=\"%s\"/>\n%s".formatted(points, colour, dots));
  }

  private String tip(Series line, int category) {
    String value =
        new BigDecimal(line.values().get(category)).round(new MathContext(3)).toPlainString();
    return Html.escape(
        "%s, %s: %s %s".formatted(line.name(), categories.get(category), value, unit));
  }

  private String legend() {
    StringBuilder text = new StringBuilder("<p class=\"legend\">");
    for (int i = 0; i < series.size(); i++) {
      text.append(
          "<span><i style=\"background:%s\"></i>%s</span>\n"
              .formatted(colour(i), Html.escape(series.get(i).name())));
    }
    return text.append("</p>\n").toString();
  }

  private static String pixels(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String colour(int index) {
    return COLOURS.get(index % COLOURS.size());
  }

  private double x(int category) {
    double step = (double) (WIDTH - LEFT - RIGHT) / categories.size();
    return LEFT + step * (category + 0.5);
  }

  private double y(double value) {
    double share =
        (Math.log10(value) - lowestDecade()) / Math.max(1, highestDecade() - lowestDecade());
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
  }

  private int lowestDecade() {
    return (int) Math.floor(Math.log10(values().min().orElse(1)));
  }

  private int highestDecade() {
    return (int) Math.ceil(Math.log10(values().max().orElse(10)));
  }

  private DoubleStream values() {
    return series.stream()
        .flatMapToDouble(line -> line.values().stream().mapToDouble(Double::doubleValue))
        .filter(value -> value > 0);
  }

  private String label(int decade) {
    return new BigDecimal(BigInteger.ONE, -decade).toPlainString() + " " + unit;
  }
}
