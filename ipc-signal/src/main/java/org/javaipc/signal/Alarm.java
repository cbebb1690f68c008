package org.javaipc.signal;

import org.javaipc.IpcException;
import org.javaipc.linux.signal.IntervalClock;

/**
 * The one alarm of a process: SIGALRM after a number of seconds. It is the same timer as {@link IntervalTimer#REAL};
 * setting one ends the other. If you need several timers, use {@link Ticker}.
 *
 * <pre>{@code
 * try (SignalRegistration late = Signals.handle(Signal.ALRM, signal -> giveUp())) {
 *   Alarm.set(30);
 *   work();
 *   Alarm.cancel();
 * }
 * }</pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/alarm.2.html">alarm(2)</a>
 */
public final class Alarm {
  private Alarm() {}

  /**
   * Sets the alarm, in place of the last one.
   *
   * @param seconds until it goes off, 1 to 2147483647
   * @return the seconds that were left of the last alarm, rounded; 0 if there was none
   * @throws IllegalArgumentException if {@code seconds} is out of range
   * @throws IllegalStateException if nothing handles, ignores or blocks SIGALRM, so that it would end the JVM
   * @throws IpcException if the kernel refuses
   */
  public static int set(int seconds) throws IpcException {
    if (seconds <= 0) {
      throw new IllegalArgumentException(
          "seconds=" + seconds + " is not within 1 to 2147483647; cancel() ends an alarm");
    }
    IntervalTimer.requireHarmless(Signal.ALRM);
    return IntervalClock.alarm(seconds);
  }

  /**
   * Ends the alarm.
   *
   * @return the seconds that were left of it, rounded; 0 if there was none
   */
  public static int cancel() {
    return IntervalClock.alarm(0);
  }
}
