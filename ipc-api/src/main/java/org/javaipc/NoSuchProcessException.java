package org.javaipc;

import java.io.Serial;

/** A process or process group that a call names does not exist, or has ended. */
public class NoSuchProcessException extends IpcException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message what happened, on which process, and what to do
   */
  public NoSuchProcessException(String message) {
    super(message);
  }
}
