package org.javaipc.mmap.log;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.javaipc.spi.Units;

/** Where a reader begins: the option {@code from} of a log. */
public sealed interface LogStart {
  /** What {@link #parse} accepts, to complete a message: "is not ...". */
  String FORM =
      "start, end, a position such as 1000, a time such as 2026-11-30T08:00:00Z, or how long ago, such as 10m or 2h";

  /** The oldest record that still exists. */
  record Start() implements LogStart {}

  /** The end: only records that are appended from now on. */
  record End() implements LogStart {}

  /**
   * The record with a position.
   *
   * @param number of the record
   */
  record Position(long number) implements LogStart {}

  /**
   * The first record that is not older than a time.
   *
   * @param nanos since 1970
   */
  record Time(long nanos) implements LogStart {}

  /**
   * {@return the start in a text; empty if it is malformed}
   *
   * @param text as {@link #FORM} says
   */
  static Optional<LogStart> parse(String text) {
    return switch (text) {
      case "start" -> Optional.of(new Start());
      case "end" -> Optional.of(new End());
      default ->
          text.matches("[0-9]{1,18}")
              ? Optional.of(new Position(Long.parseLong(text)))
              : time(text);
    };
  }

  private static Optional<LogStart> time(String text) {
    return Units.duration(text)
        .map(ago -> Instant.now().minus(ago))
        .or(() -> instant(text))
        .map(instant -> new Time(EpochClock.epoch(instant)));
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
