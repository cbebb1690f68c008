package org.javaipc;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The name or place is taken by a living process: a second receiver, or a sender over the limit of
 * {@code senders}. The holder never loses it to another.
 */
public class ChannelBusyException extends IpcException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message what happened, on which object, which rule, and what to do
   * @param cause what led to it, or null
   */
  public ChannelBusyException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /**
   * Makes the exception without a cause.
   *
   * @param message what happened, on which object, which rule, and what to do
   */
  public ChannelBusyException(String message) {
    this(message, null);
  }
}
