package org.javaipc;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** This end was closed, by this thread or another one, before or during the call. */
public class ChannelClosedException extends IpcException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message what happened, on which object, which rule, and what to do
   * @param cause what led to it, or null
   */
  public ChannelClosedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /**
   * Makes the exception without a cause.
   *
   * @param message what happened, on which object, which rule, and what to do
   */
  public ChannelClosedException(String message) {
    this(message, null);
  }
}
