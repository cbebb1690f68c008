package org.javaipc.linux.signal;

import org.javaipc.linux.raw.Signal;

/**
 * Numbers of signals and the bits that stand for them.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/signal.7.html">signal(7)</a>
 */
public final class SignalNumbers {
  /** Signals are numbered from 1 to this. */
  public static final int LAST = 64;

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
    if (signal < 1 || signal > LAST) {
      throw new IllegalArgumentException("signal=" + signal + " is not within 1 to " + LAST);
    }
    return 1L << (signal - 1);
  }

  private static final class Limits {
    static final int MINIMUM = Signal.rtmin();
    static final int MAXIMUM = Signal.rtmax();
  }
}
