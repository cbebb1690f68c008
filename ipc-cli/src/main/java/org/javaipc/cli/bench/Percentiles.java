package org.javaipc.cli.bench;

import java.util.List;
import java.util.OptionalLong;

/**
 * What some times were, in nanoseconds.
 *
 * @param taken how many times there are; without one the others mean nothing
 * @param p50 half of them are at most this
 * @param p99 99 % of them are at most this
 * @param p999 99.9 % of them are at most this
 * @param max the longest
 */
public record Percentiles(long taken, long p50, long p99, long p999, long max) {
  /** {@return the value, unless no time was taken} */
  public OptionalLong known(long value) {
    return taken == 0 ? OptionalLong.empty() : OptionalLong.of(value);
  }

  /** {@return what {@link #toString} wrote, from its words} */
  public static Percentiles parse(List<String> words) {
    long[] numbers = words.stream().mapToLong(Long::parseLong).toArray();
    return new Percentiles(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
  }

  /** {@return the numbers, with spaces between} */
  @Override
  public String toString() {
    return taken + " " + p50 + " " + p99 + " " + p999 + " " + max;
  }
}
