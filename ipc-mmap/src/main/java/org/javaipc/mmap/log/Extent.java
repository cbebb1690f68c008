package org.javaipc.mmap.log;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.javaipc.spi.Units;

/**
 * An amount of a log: a size, a time, or both.
 *
 * @param bytes size; {@link #ANY} for no limit of size
 * @param nanos time in nanoseconds; {@link #ANY} for no limit of time
 */
record Extent(long bytes, long nanos) {
  /** Without a limit. */
  static final long ANY = Long.MAX_VALUE;

  /** The whole log. */
  static final Extent ALL = new Extent(ANY, ANY);

  private static final String[] SIZES = {"", "KiB", "MiB", "GiB"};
  private static final int SHIFT = 10;

  Extent {
    if (bytes <= 0 || nanos <= 0) {
      throw new IllegalArgumentException("bytes=" + bytes + " nanos=" + nanos);
    }
  }

  /**
   * {@return the extent in a text: {@code 64MiB}, {@code 1h}, or both separated by a comma; empty if it is malformed}
   */
  static Optional<Extent> parse(String text) {
    Extent extent = ALL;
    for (String each : text.split(",", -1)) {
      OptionalLong size = Units.size(each);
      Optional<Duration> age = Units.duration(each);
      if (size.isPresent() && size.getAsLong() > 0 && extent.bytes == ANY) {
        extent = new Extent(size.getAsLong(), extent.nanos);
      } else if (age.isPresent() && age.get().isPositive() && extent.nanos == ANY) {
        extent = new Extent(extent.bytes, nanos(age.get()));
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(extent);
  }

  private static long nanos(Duration age) {
    try {
      return age.toNanos();
    } catch (ArithmeticException e) {
      return ANY - 1; // 292 years
    }
  }

  /** {@return this extent, as an option spells it} */
  String text() {
    if (nanos == ANY) {
      return bytes == ANY ? "all" : size();
    }
    return bytes == ANY ? time() : time() + "," + size();
  }

  private String size() {
    long number = bytes;
    int unit = 0;
    while (unit < SIZES.length - 1 && number % (1 << SHIFT) == 0) {
      number >>= SHIFT;
      unit++;
    }
    return number + SIZES[unit];
  }

  private String time() {
    Duration time = Duration.ofNanos(nanos);
    if (time.toMillisPart() != 0) {
      return time.toMillis() + "ms";
    }
    if (time.toSecondsPart() != 0) {
      return time.toSeconds() + "s";
    }
    if (time.toMinutesPart() != 0) {
      return time.toMinutes() + "m";
    }
    return time.toHoursPart() != 0 ? time.toHours() + "h" : time.toDays() + "d";
  }
}
