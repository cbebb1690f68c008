package org.javaipc.cli.recording;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How fast a recording is replayed.
 *
 * @param factor how many times as fast as it was recorded; infinite for as fast as it goes
 */
public record Speed(double factor) {
  /** What {@link #parse} takes, to complete a message: "is not ...". */
  public static final String FORM = "max, or a factor such as 1x, 2x or 0.5x";

  private static final Pattern FACTOR = Pattern.compile("([0-9]{1,6}(\\.[0-9]{1,6})?)x");

  /** {@return the speed that a text says; empty if it says none} */
  public static Optional<Speed> parse(String text) {
    if (text.equals("max")) {
      return Optional.of(new Speed(Double.POSITIVE_INFINITY));
    }
    Matcher matcher = FACTOR.matcher(text);
    return matcher.matches()
        ? Optional.of(new Speed(Double.parseDouble(matcher.group(1))))
            .filter(speed -> speed.factor > 0)
        : Optional.empty();
  }

  /** {@return how long after its beginning a replay comes to what was recorded so long after the first record} */
  long nanos(long recorded) {
    return (long) (recorded / factor);
  }
}
