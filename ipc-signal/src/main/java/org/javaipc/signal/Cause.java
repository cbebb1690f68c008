package org.javaipc.signal;

/**
 * Where a signal came from.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/sigaction.2.html">si_code in sigaction(2)</a>
 */
public enum Cause {
  /** {@code kill}. */
  USER,
  /** {@code sigqueue}: there is a payload. */
  QUEUE,
  /** A timer. */
  TIMER,
  /** {@code tgkill}, {@code raise}. */
  THREAD,
  /** The kernel. */
  KERNEL,
  /** A child has ended; the status is its exit code. */
  CHILD_EXITED,
  /** A child was killed; the status is the signal. */
  CHILD_KILLED,
  /** A child was killed and left a core file; the status is the signal. */
  CHILD_DUMPED,
  /** A child has stopped; the status is the signal. */
  CHILD_STOPPED,
  /** A child has continued. */
  CHILD_CONTINUED,
  /** Something else, such as a message queue or a descriptor. */
  OTHER;

  /** {@return whether the sender's process and user are known, as the sender claims them} */
  public boolean hasSender() {
    return switch (this) {
      case USER, QUEUE, THREAD -> true;
      case TIMER, KERNEL, OTHER -> false;
      default -> true;
    };
  }

  /** {@return whether there is a payload} */
  public boolean hasValue() {
    return this == QUEUE || this == TIMER;
  }
}
