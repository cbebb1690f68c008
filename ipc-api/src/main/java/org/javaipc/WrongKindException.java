package org.javaipc;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The name belongs to something of another kind: a topic was opened as a channel or the other way round, or a server
 * where a channel keeps messages.
 */
public class WrongKindException extends IpcException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message what happened, on which object, which rule, and what to do
   * @param cause what led to it, or null
   */
  public WrongKindException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /**
   * Makes the exception without a cause.
   *
   * @param message what happened, on which object, which rule, and what to do
   */
  public WrongKindException(String message) {
    this(message, null);
  }
}
