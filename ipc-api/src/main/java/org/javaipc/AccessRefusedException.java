package org.javaipc;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The object belongs to a user who is not trusted, or the kernel refused access to it. */
public class AccessRefusedException extends IpcException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message what happened, on which object, which rule, and what to do
   * @param cause what led to it, or null
   */
  public AccessRefusedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /**
   * Makes the exception without a cause.
   *
   * @param message what happened, on which object, which rule, and what to do
   */
  public AccessRefusedException(String message) {
    this(message, null);
  }
}
