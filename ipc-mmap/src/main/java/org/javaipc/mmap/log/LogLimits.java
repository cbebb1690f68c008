package org.javaipc.mmap.log;

import java.util.Optional;
import java.util.OptionalLong;
import org.javaipc.GeometryMismatchException;

/**
 * When the files of a log roll, when they are removed, and how long a message may be: either as an end states it, or as
 * it was fixed with the log's first file.
 */
public final class LogLimits {
  /** Size of a file, unless the option {@code roll} says otherwise. */
  public static final long DEFAULT_ROLL = 64L << 20;

  /** Smallest size of a file. */
  public static final long LEAST_ROLL = 64L << 10;

  /** Largest size of a file. */
  public static final long MOST_ROLL = 64L << 30;

  /** What {@code roll} accepts, to complete a message: "is not ...". */
  public static final String ROLL_FORM =
      "a size from 64KiB to 64GiB, a duration such as 1h, or both, such as 64MiB,1h";

  /** What {@code keep} accepts, to complete a message: "is not ...". */
  public static final String KEEP_FORM =
      "all, a size such as 10GiB, an age such as 7d, or both, such as 7d,10GiB";

  /** Nothing is stated: a new log has files of the default size and keeps them all. */
  public static final LogLimits DEFAULT =
      new LogLimits(Optional.empty(), Optional.empty(), OptionalLong.empty());

  private static final Extent ROLL = new Extent(DEFAULT_ROLL, Extent.ANY);
  private static final int ROLLS_PER_AGE = 8;
  private static final int ROLLS_PER_SIZE = 4;

  /** How many of the longest messages fit into a file at least. */
  private static final int MESSAGES_PER_FILE = 4;

  private final Optional<Extent> roll;
  private final Optional<Extent> keep;
  private final OptionalLong maxMessage;

  private LogLimits(Optional<Extent> roll, Optional<Extent> keep, OptionalLong maxMessage) {
    this.roll = roll;
    this.keep = keep;
    this.maxMessage = maxMessage;
  }

  /** {@return the limits in a file; empty if they are invalid} */
  static Optional<LogLimits> of(
      long rollBytes, long rollNanos, long keepBytes, long keepNanos, long maxMessage) {
    boolean valid =
        isFile(rollBytes)
            && rollNanos > 0
            && keepBytes > 0
            && keepNanos > 0
            && maxMessage >= 0
            && maxMessage <= LogFileDescriptor.LONGEST_MESSAGE;
    return valid
        ? Optional.of(
            new LogLimits(
                Optional.of(new Extent(rollBytes, rollNanos)),
                Optional.of(new Extent(keepBytes, keepNanos)),
                OptionalLong.of(maxMessage)))
        : Optional.empty();
  }

  private static boolean isFile(long bytes) {
    return bytes >= LEAST_ROLL && bytes <= MOST_ROLL;
  }

  /**
   * {@return these limits with the option {@code roll}; empty if its value does not have {@link #ROLL_FORM}}
   *
   * @param text of the option
   */
  public Optional<LogLimits> withRoll(String text) {
    return Extent.parse(text)
        .map(stated ->
            stated.bytes() == Extent.ANY ? new Extent(DEFAULT_ROLL, stated.nanos()) : stated)
        .filter(stated -> isFile(stated.bytes()))
        .map(stated -> new LogLimits(Optional.of(stated), keep, maxMessage));
  }

  /**
   * {@return these limits with the option {@code keep}; empty if its value does not have {@link #KEEP_FORM}} Only whole
   * files are removed, so files are made smaller, or roll sooner, and only a fraction more is kept than stated.
   *
   * @param text of the option
   */
  public Optional<LogLimits> withKeep(String text) {
    Optional<Extent> stated = text.equals("all") ? Optional.of(Extent.ALL) : Extent.parse(text);
    return stated.map(extent -> new LogLimits(roll, Optional.of(extent), maxMessage));
  }

  /** {@return these limits with a longest message, at most 1 GiB} */
  LogLimits withMaxMessage(long bytes) {
    return new LogLimits(
        roll, keep, OptionalLong.of(Math.min(bytes, LogFileDescriptor.LONGEST_MESSAGE)));
  }

  /** {@return these limits, with defaults for those that are not stated} */
  LogLimits completed() {
    return new LogLimits(Optional.of(roll()), Optional.of(keep()), OptionalLong.of(maxMessage()));
  }

  boolean isAnyStated() {
    return roll.isPresent() || keep.isPresent() || maxMessage.isPresent();
  }

  Extent roll() {
    return roll.orElse(ROLL);
  }

  /**
   * {@return the most bytes that all files take, and the greatest age of a file's last record; at least the last two
   * files are kept}
   */
  Extent keep() {
    return keep.orElse(Extent.ALL);
  }

  /** {@return longest message in bytes} */
  long maxMessage() {
    return maxMessage.orElse(
        Math.min(fileBytes() / MESSAGES_PER_FILE, LogFileDescriptor.LONGEST_MESSAGE));
  }

  /** {@return size of a file} */
  long fileBytes() {
    return Math.max(LEAST_ROLL, Math.min(roll().bytes(), keep().bytes() / ROLLS_PER_SIZE));
  }

  /** {@return longest time from the first to the last record of a file, in nanoseconds} */
  long fileNanos() {
    return keep().nanos() == Extent.ANY
        ? roll().nanos()
        : Math.min(roll().nanos(), Math.max(1, keep().nanos() / ROLLS_PER_AGE));
  }

  /**
   * Checks these limits, which an end states, against those of the log. A limit that is not stated agrees.
   *
   * @param name of the end, for messages
   * @param actual limits of the log
   * @throws GeometryMismatchException if a stated limit differs
   */
  void checkAgainst(String name, LogLimits actual) throws GeometryMismatchException {
    if (keep.isPresent()) {
      same(name, "keep", keep().text(), actual.keep().text());
    }
    if (roll.isPresent()) {
      same(name, "roll", roll().text(), actual.roll().text());
    }
    if (maxMessage.isPresent()) {
      same(name, "maxMessage", String.valueOf(maxMessage()), String.valueOf(actual.maxMessage()));
    }
  }

  private static void same(String name, String option, String stated, String actual)
      throws GeometryMismatchException {
    if (!stated.equals(actual)) {
      throw new GeometryMismatchException(
          "%s: %s=%s is stated but the log was created with %s=%s; nothing was changed: leave the option out, state the same, or copy the messages to keep to a new log"
              .formatted(name, option, stated, option, actual));
    }
  }
}
