package org.javaipc.cli.report;

import java.util.List;
import java.util.Locale;

/** Colours of series, by number: darker on a light page, lighter on a dark one, never the same twice. */
final class Colours {
  /** The hue of the first, and the golden angle from each to the next: no two hues are ever the same. */
  private static final double FIRST_HUE = 205;

  private static final double TURN = 137.508;

  /** Neighbouring hues differ by these. */
  private static final List<Integer> LIGHT = List.of(34, 29, 24);

  private static final List<Integer> DARK = List.of(66, 78, 56);

  /** And by these, also where there is no colour. */
  private static final List<String> DASHES =
      List.of("none", "8 4", "2 4", "12 4 2 4", "16 5", "6 3 2 3 2 3", "1 7");

  private Colours() {}

  static String stroke(int number) {
    return "stroke-dasharray=\"%s\" %s"
        .formatted(DASHES.get(number % DASHES.size()), colour("stroke", number));
  }

  static String fill(int number) {
    return colour("fill", number);
  }

  /** In between for a browser that does not know of light and dark. */
  private static String colour(String property, int number) {
    String hue = String.format(Locale.ROOT, "%.1f", (FIRST_HUE + TURN * number) % 360);
    return "%1$s=\"hsl(%2$s 75%% 50%%)\" style=\"%1$s:light-dark(hsl(%2$s 80%% %3$d%%),hsl(%2$s 80%% %4$d%%))\""
        .formatted(
            property,
            hue,
            LIGHT.get(number / 5 % LIGHT.size()),
            DARK.get(number / 5 % DARK.size()));
  }
}
