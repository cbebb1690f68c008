package org.javaipc;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The other end ended without closing (killed, crashed, {@code halt}): a stream that ends with it
 * is not known to be whole. Everything that the peer had committed was delivered before.
 */
public class PeerDiedException extends PeerClosedException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message what happened, on which object, which rule, and what to do
   * @param cause what led to it, or null
   */
  public PeerDiedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /**
   * Makes the exception without a cause.
   *
   * @param message what happened, on which object, which rule, and what to do
   */
  public PeerDiedException(String message) {
    this(message, null);
  }
}
