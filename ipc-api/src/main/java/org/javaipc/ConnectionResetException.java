package org.javaipc;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The other end of a socket is gone and had not read everything that was sent to it: what was sent last
 * may be lost.
 */
public class ConnectionResetException extends PeerClosedException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message what happened, on which object, which rule, and what to do
   * @param cause what led to it, or null
   */
  public ConnectionResetException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /**
   * Makes the exception without a cause.
   *
   * @param message what happened, on which object, which rule, and what to do
   */
  public ConnectionResetException(String message) {
    this(message, null);
  }
}
