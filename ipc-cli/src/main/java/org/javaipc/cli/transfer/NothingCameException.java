package org.javaipc.cli.transfer;

import java.io.IOException;
import java.io.Serial;
import java.time.Duration;
import org.javaipc.Address;

/** What was awaited did not come within {@code --timeout}. */
public final class NothingCameException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Says what did not come.
   *
   * @param what such as {@code message}
   */
  public NothingCameException(Address address, String what, Duration timeout) {
    super("%s: no %s came within --timeout=%d ms".formatted(address, what, timeout.toMillis()));
  }

  /**
   * Says what was not possible in time.
   *
   * @param message one line for people
   */
  public NothingCameException(String message) {
    super(message);
  }
}
