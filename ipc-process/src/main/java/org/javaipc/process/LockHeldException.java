package org.javaipc.process;

import java.io.Serial;
import org.javaipc.IpcException;

/** Another process holds the lock, and keeps it. */
public final class LockHeldException extends IpcException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message which lock, and who holds it as far as that is known
   */
  public LockHeldException(String message) {
    super(message);
  }
}
