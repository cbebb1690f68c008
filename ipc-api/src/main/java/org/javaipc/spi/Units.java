package org.javaipc.spi;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sizes and durations as addresses and commands spell them: {@code 64KiB}, {@code 500ms}. */
public final class Units {
  /** What {@link #size} accepts, to complete a message: "is not ...". */
  public static final String SIZE_FORM =
      "a size such as 65536, 64KiB, 4MiB or 1GiB, at most 2^62 bytes";

  /** What {@link #duration} accepts, to complete a message: "is not ...". */
  public static final String DURATION_FORM = "a duration such as 500ms, 10s, 2m, 1h or 7d";

  private static final Duration MOST = Duration.ofDays(36_500);

  private static final Pattern SIZE = Pattern.compile("([0-9]{1,19})(KiB|MiB|GiB)?");
  private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,19}");
  private static final Pattern HEXADECIMAL = Pattern.compile("0[xX]([0-9a-fA-F]{1,16})");
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

  private Units() {}

  /**
   * {@return the number of bytes, 0 to 2^62; empty if the text is not a size}
   *
   * @param text digits, and {@code KiB}, {@code MiB}, {@code GiB} or nothing
   */
  public static OptionalLong size(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      return OptionalLong.empty();
    }
    long number = Long.parseUnsignedLong(matcher.group(1));
    int shift = shift(matcher.group(2));
    return number < 0 || number > (1L << 62) >> shift
        ? OptionalLong.empty()
        : OptionalLong.of(number << shift);
  }

  /**
   * {@return the number; empty if the text is not a number, or has over 64 bits} A leading zero has no meaning: 010 is
   * 10.
   *
   * @param text decimal digits, perhaps with a minus sign, or {@code 0x} and hexadecimal ones
   */
  public static OptionalLong number(String text) {
    Matcher hexadecimal = HEXADECIMAL.matcher(text);
    try {
      if (hexadecimal.matches()) {
        return OptionalLong.of(Long.parseUnsignedLong(hexadecimal.group(1), 16));
      }
      return DECIMAL.matcher(text).matches()
          ? OptionalLong.of(Long.parseLong(text))
          : OptionalLong.empty();
    } catch (NumberFormatException e) {
      return OptionalLong.empty(); // over 63 bits
    }
  }

  private static int shift(@Nullable String unit) {
    return switch (unit) {
      case "KiB" -> 10;
      case "MiB" -> 20;
      case "GiB" -> 30;
      case null, default -> 0;
    };
  }

  /**
   * {@return the duration; empty if the text is not a duration}
   *
   * @param text digits, and {@code ms}, {@code s}, {@code m}, {@code h} or {@code d}
   */
  public static Optional<Duration> duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(number);
          case "s" -> Duration.ofSeconds(number);
          case "m" -> Duration.ofMinutes(number);
          case "h" -> Duration.ofHours(number);
          default -> Duration.ofDays(number);
        });
  }

  /**
   * {@return a duration in whole milliseconds, rounded up, as an option can express it; a hundred years at most}
   *
   * @param duration 0 or more
   */
  public static long wholeMillis(Duration duration) {
    Duration least = duration.compareTo(MOST) < 0 ? duration : MOST;
    return least.plusNanos(999_999).toMillis();
  }
}
