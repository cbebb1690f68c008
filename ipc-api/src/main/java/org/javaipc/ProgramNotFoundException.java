package org.javaipc;

import java.io.Serial;

/** There is no program of that name, or its interpreter is missing. Nothing was started. */
public class ProgramNotFoundException extends IpcException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message which program, where it was looked for, what is wrong with it
   */
  public ProgramNotFoundException(String message) {
    super(message);
  }
}
