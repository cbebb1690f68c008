package org.javaipc.spi;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.javaipc.MessageHandler;

/** Checks the arguments that the ends of all transports have, before anything is taken or sent. */
public final class ArgumentChecks {
  private ArgumentChecks() {}

  /**
   * Checks how messages are to be taken.
   *
   * @param handler takes each message
   * @param limit most messages to take
   * @throws NullPointerException if there is no handler
   * @throws IllegalArgumentException if the limit is not over 0
   */
  public static void checkHandler(MessageHandler handler, int limit) {
    Objects.requireNonNull(handler, "handler");
    if (limit < 1) {
      throw new IllegalArgumentException("limit=" + limit + " is not over 0");
    }
  }

  /**
   * Checks where a message is to be copied.
   *
   * @param into where the message goes
   * @throws NullPointerException if there is no segment
   * @throws IllegalArgumentException if it is read-only
   */
  public static void checkTarget(MemorySegment into) {
    Objects.requireNonNull(into, "into");
    if (into.isReadOnly()) {
      throw new IllegalArgumentException("the segment to receive into is read-only");
    }
  }

  /**
   * {@return the longest time to wait in nanoseconds, 0 or more; some 292 years at most}
   *
   * @param timeout of a call
   * @throws NullPointerException if there is none
   */
  public static long nanos(Duration timeout) {
    Objects.requireNonNull(timeout, "timeout");
    return Math.max(0, TimeUnit.NANOSECONDS.convert(timeout));
  }
}
