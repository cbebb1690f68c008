package org.javaipc;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A subscription fell behind and was disconnected: with {@code slow=disconnect} when a publisher overtook it, with
 * {@code slow=wait} when a publisher had waited for it for as long as {@code patience} says. It gets nothing more; close
 * it and subscribe again.
 */
public class TooSlowException extends IpcException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message what happened, on which object, which rule, and what to do
   * @param cause what led to it, or null
   */
  public TooSlowException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /**
   * Makes the exception without a cause.
   *
   * @param message what happened, on which object, which rule, and what to do
   */
  public TooSlowException(String message) {
    this(message, null);
  }
}
