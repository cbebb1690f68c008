package org.javaipc.spi;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.javaipc.MessageHandler;

/** Checks the arguments that ends of all transports have in common, before anything is taken or sent. */
public final class ArgumentChecks {
  private ArgumentChecks() {}

  /**
   * Checks the arguments of a call that takes messages.
   *
   * @param handler takes each message
   * @param limit most messages to take
   * @throws NullPointerException if the handler is null
   * @throws IllegalArgumentException if the limit is not greater than 0
   */
  public static void checkHandler(MessageHandler handler, int limit) {
    Objects.requireNonNull(handler, "handler");
    if (limit < 1) {
      throw new IllegalArgumentException("limit=" + limit + " is not over 0");
    }
  }

  /**
   * Checks the target of a copied message.
   *
   * @param into the segment to copy to
   * @throws NullPointerException if the segment is null
   * @throws IllegalArgumentException if it is read-only
   */
  public static void checkTarget(MemorySegment into) {
    Objects.requireNonNull(into, "into");
    if (into.isReadOnly()) {
      throw new IllegalArgumentException("the segment to receive into is read-only");
    }
  }

  /**
   * {@return the longest time to wait in nanoseconds, from 0 to about 292 years}
   *
   * @param timeout of a call
   * @throws NullPointerException if the timeout is null
   */
  public static long nanos(Duration timeout) {
    Objects.requireNonNull(timeout, "timeout");
    return Math.max(0, TimeUnit.NANOSECONDS.convert(timeout));
  }
}
