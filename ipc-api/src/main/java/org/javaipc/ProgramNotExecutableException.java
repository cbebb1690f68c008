package org.javaipc;

import java.io.Serial;

/** The program is there and may not or cannot be executed. Nothing was started. */
public class ProgramNotExecutableException extends IpcException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message which program, where it was looked for, what is wrong with it
   */
  public ProgramNotExecutableException(String message) {
    super(message);
  }
}
