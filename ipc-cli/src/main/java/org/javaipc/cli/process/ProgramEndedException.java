package org.javaipc.cli.process;

import java.io.IOException;
import java.io.Serial;
import org.javaipc.process.ExitStatus;

/** A program that a command ran ended, and its code is the command's: there is nothing to say. */
public final class ProgramEndedException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  private final int exitCode;

  private ProgramEndedException(String program, int exitCode) {
    super(program);
    this.exitCode = exitCode;
  }

  /** Ends the command as the program ended. */
  public static void passOn(ExitStatus status) throws ProgramEndedException {
    if (!status.isSuccess()) {
      throw new ProgramEndedException("the program " + status, status.shellCode());
    }
  }

  /** Ends the command as a tool ended, which has said why. */
  public static void passOn(int exitCode) throws ProgramEndedException {
    if (exitCode != 0) {
      throw new ProgramEndedException("the tool ended with " + exitCode, exitCode);
    }
  }

  /** {@return the program's exit code, or 128 and the number of the signal that killed it} */
  public int exitCode() {
    return exitCode;
  }
}
