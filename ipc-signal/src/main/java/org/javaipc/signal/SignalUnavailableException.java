package org.javaipc.signal;

import java.io.Serial;
import org.javaipc.IpcException;

/**
 * A signal cannot be received by this process as it was started. The message says how to start it.
 */
public class SignalUnavailableException extends IpcException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message which signal, why, and what to do
   */
  public SignalUnavailableException(String message) {
    super(message);
  }
}
