package org.javaipc;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A logical name for which no source of configuration has an address. */
public class UnknownChannelException extends IpcException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message what happened, on which object, which rule, and what to do
   * @param cause what led to it, or null
   */
  public UnknownChannelException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /**
   * Makes the exception without a cause.
   *
   * @param message what happened, on which object, which rule, and what to do
   */
  public UnknownChannelException(String message) {
    this(message, null);
  }
}
