package org.javaipc;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * There was no receiver, or no place for one more sender, within the time that the option {@code connect} states.
 */
public class ConnectTimeoutException extends IpcException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message what happened, on which object, which rule, and what to do
   * @param cause what led to it, or null
   */
  public ConnectTimeoutException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /**
   * Makes the exception without a cause.
   *
   * @param message what happened, on which object, which rule, and what to do
   */
  public ConnectTimeoutException(String message) {
    this(message, null);
  }
}
