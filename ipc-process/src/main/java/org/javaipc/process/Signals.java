package org.javaipc.process;

import java.util.List;

/** Signals by number, and sets of them as bits. */
final class Signals {
  static final int LAST = 64;

  /** All that there are. */
  static final long ALL = -1;

  /** 32 and 33, which a child would find ignored if nothing were said of them. */
  static final long OF_LIBC = 3L << 31;

  private static final List<String> NAMES =
      List.of(
          "HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP"
              .concat(" TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS")
              .split(" ", -1));
  private static final int FIRST_REAL_TIME = 34;
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

  /** {@return its name as programs of util-linux take it} */
  static String name(int signal) {
    if (checked(signal) <= NAMES.size()) {
      return NAMES.get(signal - 1);
    }
    if (signal < FIRST_REAL_TIME) {
      throw new IllegalArgumentException("signal=" + signal + " is one that libc keeps for itself");
    }
    return "RTMIN+" + (signal - FIRST_REAL_TIME);
  }

  static long bit(int signal) {
    return 1L << (signal - 1);
  }
}
