package org.javaipc.cli.grpc;

import java.util.Collection;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** SERVICE/METHOD as it is typed: what is wrong with a text that is not one, and what was probably meant. */
final class MethodPath {
  private static final String NOT_A_NAME = "[^A-Za-z0-9_]+";
  private static final String EXAMPLE = "com.example.Orders/Place";

  private MethodPath() {}

  /** {@return what is wrong with a text; empty if nothing is} */
  static String fault(String text) {
    if (text.isEmpty()) {
      return "it is empty";
    }
    int[] points = text.codePoints().toArray();
    for (int i = 0; i < points.length; i++) {
      if (!isAllowed(points[i])) {
        return "character %d is U+%04X (%s); names have ASCII letters, digits, '_' and '.' only"
            .formatted(i + 1, points[i], Character.getName(points[i]));
      }
    }
    long slashes = text.chars().filter(c -> c == '/').count();
    if (slashes != 1) {
      return slashes == 0 ? "it has no slash" : "it has " + slashes + " slashes instead of one";
    }
    if (text.equals("/")) {
      return "it has no service before the slash and no method after it";
    }
    if (text.startsWith("/")) {
      return "it has no service before the slash";
    }
    return text.endsWith("/") ? "it has no method after the slash" : "";
  }

  private static boolean isAllowed(int point) {
    return point < 0x80 && (Character.isLetterOrDigit(point) || "_./".indexOf(point) >= 0);
  }

  /** {@return the known one that a text was meant for, else one of the same service, else any} */
  static String example(String text, Collection<String> known) {
    String meant = "." + plain(text);
    Stream<Predicate<String>> likeness =
        Stream.of(
            path -> ("." + plain(path)).equals(meant),
            path -> ("." + plain(path)).endsWith(meant),
            path -> ("." + plain(path)).startsWith(meant + "."),
            _ -> true);
    return likeness.flatMap(like -> known.stream().filter(like)).findFirst().orElse(EXAMPLE);
  }

  /** Names alone, with a dot in between. */
  private static String plain(String text) {
    return text.replaceAll(NOT_A_NAME, ".").replaceAll("^\\.|\\.$", "").toLowerCase(Locale.ROOT);
  }

  /** {@return the text on one line} */
  static String printable(String text) {
    return text.replaceAll("\\p{C}", "?");
  }
}
