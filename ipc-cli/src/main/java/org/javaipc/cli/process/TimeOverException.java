package org.javaipc.cli.process;

import java.io.IOException;
import java.io.Serial;
import java.time.Duration;

/** Something took longer than {@code --timeout}. */
public final class TimeOverException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Says what.
   *
   * @param what such as {@code sleep 60: it ran}
   */
  public TimeOverException(String what, Duration timeout) {
    super(what + " longer than --timeout=" + timeout.toMillis() + " ms");
  }
}
