package org.javaipc.cli;

/** The exit codes of all commands. */
final class ExitCode {
  /** The command did what it was asked. */
  static final int DONE = 0;

  /** It failed for a reason that has no code of its own. */
  static final int FAILED = 1;

  /** Wrong usage, an invalid address, or a logical name that is not configured. */
  static final int USAGE = 2;

  /** The peer died, or closed before everything was through. */
  static final int PEER_GONE = 3;

  /** A time was over. */
  static final int TIMED_OUT = 4;

  /** Not permitted, in use by another, or over a limit of the system. */
  static final int REFUSED = 5;

  /** What a shell sees of a command that writes to a closed pipe: 128 and SIGPIPE. */
  static final int OUTPUT_CLOSED = 141;

  private ExitCode() {}
}
