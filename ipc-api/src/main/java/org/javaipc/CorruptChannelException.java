package org.javaipc;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The shared object does not hold what this library writes: it is not a channel, of another version,
 * cut short, or a peer wrote bytes that are not a message. Nothing that was read from it is trusted.
 */
public class CorruptChannelException extends IpcException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message what happened, on which object, which rule, and what to do
   * @param cause what led to it, or null
   */
  public CorruptChannelException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /**
   * Makes the exception without a cause.
   *
   * @param message what happened, on which object, which rule, and what to do
   */
  public CorruptChannelException(String message) {
    this(message, null);
  }
}
