package org.javaipc;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A sender stated a capacity, message limit or number of senders other than what the receiver fixed
 * when it created the channel.
 */
public class GeometryMismatchException extends IpcException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message what happened, on which object, which rule, and what to do
   * @param cause what led to it, or null
   */
  public GeometryMismatchException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /**
   * Makes the exception without a cause.
   *
   * @param message what happened, on which object, which rule, and what to do
   */
  public GeometryMismatchException(String message) {
    this(message, null);
  }
}
