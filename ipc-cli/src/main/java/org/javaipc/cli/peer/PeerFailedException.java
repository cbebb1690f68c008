package org.javaipc.cli.peer;

import java.io.IOException;
import java.io.Serial;

/** The second process of a command failed, and said why, or ended without a word. */
public final class PeerFailedException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  /** The exit code for a second process that ended without a word. */
  static final int DIED = 3;

  private final int exitCode;

  PeerFailedException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** {@return the exit code that its failure means for this process, too} */
  public int exitCode() {
    return exitCode;
  }
}
