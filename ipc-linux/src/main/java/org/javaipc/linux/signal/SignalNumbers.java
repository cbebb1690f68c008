package org.javaipc.linux.signal;

import java.util.List;
import org.javaipc.linux.raw.process.SignalCalls;

/**
 * Numbers of signals and the bits that stand for them.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/signal.7.html">signal(7)</a>
 */
public final class SignalNumbers {
  /** Signals are numbered from 1 to this. */
  public static final int LAST = 64;

  /** All that there are, as a set. */
  public static final long ALL = -1;

  /** 32 and 33 as a set, which a child would find ignored if nothing were said of them. */
  public static final long OF_LIBC = 3L << 31;

  private static final int KILL = 9;
  private static final int STOP = 19;
  private static final List<String> STANDARD =
      List.of(
          "HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP"
              .concat(" TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS")
              .split(" ", -1));

  private SignalNumbers() {}

  /** {@return SIGRTMIN as libc counts; the numbers from 32 up to it are libc's own} */
  public static int realTimeMinimum() {
    return Limits.MINIMUM;
  }

  /** {@return SIGRTMAX as libc counts} */
  public static int realTimeMaximum() {
    return Limits.MAXIMUM;
  }

  /**
   * {@return the bit of a signal in a set}
   *
   * @param signal 1 to {@value #LAST}
   */
  public static long bit(int signal) {
    return 1L << (checked(signal) - 1);
  }

  /**
   * {@return a number of a signal}
   *
   * @param signal to check
   * @throws IllegalArgumentException if it is not from 1 to {@value #LAST}
   */
  public static int checked(int signal) {
    if (signal < 1 || signal > LAST) {
      throw new IllegalArgumentException("signal=" + signal + " is not from 1 to " + LAST);
    }
    return signal;
  }

  /**
   * {@return a set of signals that can be blocked or ignored}
   *
   * @param signals their numbers
   * @throws IllegalArgumentException if one is not a signal, or is KILL or STOP
   */
  public static long blockable(int... signals) {
    long set = 0;
    for (int signal : signals) {
      if (signal == KILL || signal == STOP) {
        throw new IllegalArgumentException(
            "signal=" + signal + " can be neither blocked nor ignored: KILL and STOP always work");
      }
      set |= bit(signal);
    }
    return set;
  }

  /**
   * {@return its name as programs of util-linux take it}
   *
   * @param signal its number
   * @throws IllegalArgumentException if it is not a signal, or one that libc keeps for itself
   */
  public static String name(int signal) {
    if (checked(signal) <= STANDARD.size()) {
      return STANDARD.get(signal - 1);
    }
    if (signal < realTimeMinimum()) {
      throw new IllegalArgumentException("signal=" + signal + " is reserved by libc");
    }
    return "RTMIN+" + (signal - realTimeMinimum());
  }

  private static final class Limits {
    static final int MINIMUM = SignalCalls.rtmin();
    static final int MAXIMUM = SignalCalls.rtmax();
  }
}
