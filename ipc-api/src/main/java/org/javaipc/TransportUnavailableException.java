package org.javaipc;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * No provider serves the scheme here: none is installed, native access is denied, or the system
 * lacks the mechanism. The message has the reason and the cure.
 */
public class TransportUnavailableException extends IpcException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message what happened, on which object, which rule, and what to do
   * @param cause what led to it, or null
   */
  public TransportUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /**
   * Makes the exception without a cause.
   *
   * @param message what happened, on which object, which rule, and what to do
   */
  public TransportUnavailableException(String message) {
    this(message, null);
  }
}
