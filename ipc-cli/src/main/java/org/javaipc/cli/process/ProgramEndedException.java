package org.javaipc.cli.process;

import java.io.IOException;
import java.io.Serial;
import org.javaipc.process.ExitStatus;

/** A program that a command ran ended, and its code is the command's: there is nothing to say. */
public final class ProgramEndedException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  private final int exitCode;

  private ProgramEndedException(ExitStatus status) {
    super("the program " + status);
    this.exitCode = status.shellCode();
  }

  /** Ends the command as the program ended. */
  public static void passOn(ExitStatus status) throws ProgramEndedException {
    if (!status.isSuccess()) {
      throw new ProgramEndedException(status);
    }
  }

  /** {@return the program's exit code, or 128 and the number of the signal that killed it} */
  public int exitCode() {
    return exitCode;
  }
}
