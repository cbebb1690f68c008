package org.javaipc;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The other end of the channel is gone: nothing that is sent from now on can arrive. */
public class PeerClosedException extends IpcException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message what happened, on which object, which rule, and what to do
   * @param cause what led to it, or null
   */
  public PeerClosedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /**
   * Makes the exception without a cause.
   *
   * @param message what happened, on which object, which rule, and what to do
   */
  public PeerClosedException(String message) {
    this(message, null);
  }
}
