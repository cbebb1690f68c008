package org.javaipc.process;

/** What happened to a child. */
public sealed interface ChildEvent {
  /**
   * A signal stopped it; SIGCONT continues it.
   *
   * @param signal number, such as that of SIGSTOP or SIGTSTP
   */
  record Stopped(int signal) implements ChildEvent {}

  /** It continued after it was stopped. */
  record Continued() implements ChildEvent {}

  /**
   * It ended.
   *
   * @param status how
   */
  record Ended(ExitStatus status) implements ChildEvent {}
}
