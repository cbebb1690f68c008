package org.javaipc.cli.bench;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * What some times were, in nanoseconds.
 *
 * @param taken how many times there are; without one the others mean nothing
 * @param p50 half of them are at most this
 * @param p90 90 % of them are at most this
 * @param p99 99 % of them are at most this
 * @param p999 99.9 % of them are at most this
 * @param p9999 99.99 % of them are at most this
 * @param max the longest
 */
public record Percentiles(
    long taken, long p50, long p90, long p99, long p999, long p9999, long max) {
  /** How many numbers there are. */
  static final int NUMBERS = 7;

  /** {@return those of no times} */
  public static Percentiles none() {
    return new Percentiles(0, 0, 0, 0, 0, 0, 0);
  }

  /** {@return the value, unless no time was taken} */
  public OptionalLong known(long value) {
    return taken == 0 ? OptionalLong.empty() : OptionalLong.of(value);
  }

  /** {@return all numbers, in the order of their names here} */
  long[] numbers() {
    return new long[] {taken, p50, p90, p99, p999, p9999, max};
  }

  /** {@return what {@link #numbers} returned} */
  static Percentiles of(long[] n) {
    return new Percentiles(n[0], n[1], n[2], n[3], n[4], n[5], n[6]);
  }

  /** {@return what {@link #toString} wrote, from its words} */
  public static Percentiles parse(List<String> words) {
    return of(words.stream().mapToLong(Long::parseLong).toArray());
  }

  /** {@return the numbers, with spaces between} */
  @Override
  public String toString() {
    return Arrays.stream(numbers()).mapToObj(Long::toString).collect(Collectors.joining(" "));
  }
}
