package org.javaipc.cli.report;

import java.util.List;

/** Whole numbers as people write them. */
final class Quantities {
  private static final List<String> BINARY = List.of(" B", " KiB", " MiB", " GiB");
  private static final List<String> DECIMAL = List.of("", " k", " M");

  private Quantities() {}

  /** {@return a number of bytes} */
  static String bytes(long number) {
    return text(number, 1024, BINARY);
  }

  /** {@return any other number} */
  static String plain(long number) {
    return text(number, 1000, DECIMAL);
  }

  private static String text(long number, long step, List<String> units) {
    int unit = 0;
    long rest = number;
    while (rest >= step && rest % step == 0 && unit < units.size() - 1) {
      rest /= step;
      unit++;
    }
    return rest + units.get(unit);
  }
}
