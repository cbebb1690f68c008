package org.javaipc.process;

/** Signals by number, and sets of them as bits. */
final class Signals {
  static final int LAST = 64;

  /** All that there are. */
  static final long ALL = -1;

  private static final int SIGKILL = 9;
  private static final int SIGSTOP = 19;

  private Signals() {}

  static int checked(int signal) {
    if (signal < 1 || signal > LAST) {
      throw new IllegalArgumentException("signal=" + signal + " is not from 1 to " + LAST);
    }
    return signal;
  }

  /** {@return a set of signals that can be blocked or ignored} */
  static long set(int... signals) {
    long set = 0;
    for (int signal : signals) {
      if (signal == SIGKILL || signal == SIGSTOP) {
        throw new IllegalArgumentException(
            "signal=" + signal + " can be neither blocked nor ignored: KILL and STOP always work");
      }
      set |= bit(checked(signal));
    }
    return set;
  }

  static long bit(int signal) {
    return 1L << (signal - 1);
  }
}
