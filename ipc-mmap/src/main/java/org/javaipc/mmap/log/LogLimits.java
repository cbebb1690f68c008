package org.javaipc.mmap.log;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.javaipc.spi.Units;

/**
 * When the files of a log roll, and when they are removed.
 *
 * @param rollBytes size of a file
 * @param rollNanos longest time from the first to the last record of a file
 * @param keepBytes most that all files take; at least the last two are kept
 * @param keepNanos how old a file's last record may be
 */
public record LogLimits(long rollBytes, long rollNanos, long keepBytes, long keepNanos) {
  /** Size of a file, unless the option {@code roll} says otherwise. */
  public static final long DEFAULT_ROLL = 64L << 20;

  /** Smallest size of a file. */
  public static final long LEAST_ROLL = 64L << 10;

  /** Largest size of a file. */
  public static final long MOST_ROLL = 64L << 30;

  /** What {@code roll} takes, to complete a message: "is not ...". */
  public static final String ROLL_FORM =
      "a size from 64KiB to 64GiB, a duration such as 1h, or both, such as 64MiB,1h";

  /** What {@code keep} takes, to complete a message: "is not ...". */
  public static final String KEEP_FORM =
      "all, a size such as 10GiB, an age such as 7d, or both, such as 7d,10GiB";

  private static final int ROLLS_PER_AGE = 8;
  private static final int ROLLS_PER_SIZE = 4;

  /** Files of the usual size, all of them kept. */
  public static final LogLimits DEFAULT =
      new LogLimits(DEFAULT_ROLL, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

  /** Checks the numbers. */
  public LogLimits {
    if (rollBytes < LEAST_ROLL || rollBytes > MOST_ROLL || rollNanos <= 0) {
      throw new IllegalArgumentException("rollBytes=" + rollBytes + " rollNanos=" + rollNanos);
    }
    if (keepBytes <= 0 || keepNanos <= 0) {
      throw new IllegalArgumentException("keepBytes=" + keepBytes + " keepNanos=" + keepNanos);
    }
  }

  /**
   * {@return the same with what the option {@code roll} says; empty if it is not in {@link #ROLL_FORM}}
   *
   * @param text of the option
   */
  public Optional<LogLimits> withRoll(String text) {
    return parse(text)
        .filter(pair -> pair.bytes() >= LEAST_ROLL)
        .filter(pair -> pair.bytes() <= MOST_ROLL || pair.bytes() == Long.MAX_VALUE)
        .map(pair ->
            new LogLimits(
                pair.bytes() == Long.MAX_VALUE ? rollBytes : pair.bytes(),
                pair.nanos(),
                keepBytes,
                keepNanos));
  }

  /**
   * {@return the same with what the option {@code keep} says; empty if it is not in {@link #KEEP_FORM}} Files are removed as a
   * whole: they are made smaller, or roll sooner, so that what is kept is no more than a part over.
   *
   * @param text of the option
   */
  public Optional<LogLimits> withKeep(String text) {
    if (text.equals("all")) {
      return Optional.of(new LogLimits(rollBytes, rollNanos, Long.MAX_VALUE, Long.MAX_VALUE));
    }
    return parse(text)
        .map(pair ->
            new LogLimits(
                Math.max(LEAST_ROLL, Math.min(rollBytes, pair.bytes() / ROLLS_PER_SIZE)),
                Math.min(rollNanos, Math.max(1, pair.nanos() / ROLLS_PER_AGE)),
                pair.bytes(),
                pair.nanos()));
  }

  private record Pair(long bytes, long nanos) {}

  private static Optional<Pair> parse(String text) {
    Pair pair = new Pair(Long.MAX_VALUE, Long.MAX_VALUE);
    for (String each : text.split(",", -1)) {
      OptionalLong size = Units.size(each);
      Optional<Duration> age = Units.duration(each);
      if (size.isPresent() && size.getAsLong() > 0 && pair.bytes == Long.MAX_VALUE) {
        pair = new Pair(size.getAsLong(), pair.nanos);
      } else if (age.isPresent() && age.get().isPositive() && pair.nanos == Long.MAX_VALUE) {
        pair = new Pair(pair.bytes, nanos(age.get()));
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(pair);
  }

  private static long nanos(Duration age) {
    try {
      return age.toNanos();
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE - 1; // 292 years
    }
  }
}
