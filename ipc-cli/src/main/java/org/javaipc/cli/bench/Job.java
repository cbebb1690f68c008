package org.javaipc.cli.bench;

import java.util.Locale;

/**
 * What to measure, as {@code ping:100} or {@code rate:32@100000}.
 *
 * @param work the kind
 * @param size of the messages in bytes
 * @param perSecond how many messages are due in a second; 0 for as many as go
 */
public record Job(Work work, int size, long perSecond) {
  /**
   * Checks what was given.
   *
   * @throws IllegalArgumentException if a fixed rate is missing or given in vain, or its messages have no
   *     room for a time
   */
  public Job {
    if ((work == Work.RATE) != (perSecond > 0)) {
      throw new IllegalArgumentException(
          "work=%s perSecond=%d: rate has a rate, the others have none".formatted(work, perSecond));
    }
    if (work == Work.RATE && size < Long.BYTES) {
      throw new IllegalArgumentException(
          "size=%d: at a fixed rate a message carries its time, %d bytes"
              .formatted(size, Long.BYTES));
    }
  }

  /** A job without a rate. */
  public Job(Work work, int size) {
    this(work, size, 0);
  }

  /**
   * {@return the job that a text says}
   *
   * @throws IllegalArgumentException if it says none
   */
  public static Job parse(String text) {
    String[] parts = text.split("[:@]", -1);
    if (parts.length < 2 || parts.length > 3) {
      throw new IllegalArgumentException(
          text + " is not of the form work:size or rate:size@persecond");
    }
    return new Job(
        Work.valueOf(parts[0].toUpperCase(Locale.ROOT)),
        Integer.parseInt(parts[1]),
        parts.length == 3 ? Long.parseLong(parts[2]) : 0);
  }

  @Override
  public String toString() {
    return work.name().toLowerCase(Locale.ROOT)
        + ":"
        + size
        + (perSecond > 0 ? "@" + perSecond : "");
  }
}
