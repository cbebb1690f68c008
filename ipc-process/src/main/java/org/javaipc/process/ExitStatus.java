package org.javaipc.process;

/**
 * How a process ended.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/wait.2.html">wait(2)</a>
 */
public sealed interface ExitStatus {
  /**
   * It ended itself.
   *
   * @param code 0..255, by custom 0 for success
   */
  record Exited(int code) implements ExitStatus {
    @Override
    public String toString() {
      return "exited with " + code;
    }
  }

  /**
   * A signal killed it.
   *
   * @param signal its number
   * @param dumpedCore whether its memory was dumped
   */
  record Killed(int signal, boolean dumpedCore) implements ExitStatus {
    @Override
    public String toString() {
      return "killed by signal " + signal + (dumpedCore ? ", core dumped" : "");
    }
  }

  /** {@return whether it exited with 0} */
  default boolean isSuccess() {
    return this instanceof Exited(int code) && code == 0;
  }

  /** {@return the status as a shell reports it: the exit code, or 128 plus the signal's number} */
  default int shellCode() {
    return switch (this) {
      case Exited(int code) -> code;
      case Killed(int signal, boolean _) -> 128 + signal;
    };
  }
}
