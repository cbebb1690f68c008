package org.javaipc;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A failure of the world outside the program: the kernel, a peer, the configuration. Each cause
 * that a caller could treat differently has a subclass; misuse of the API is an {@link
 * IllegalArgumentException} or {@link IllegalStateException} instead, and outcomes that are
 * expected (full, empty, expired, end of stream) are return values.
 */
public class IpcException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message what happened, on which object, which rule, and what to do
   * @param cause what led to it, or null
   */
  public IpcException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /**
   * Makes the exception without a cause.
   *
   * @param message what happened, on which object, which rule, and what to do
   */
  public IpcException(String message) {
    this(message, null);
  }
}
