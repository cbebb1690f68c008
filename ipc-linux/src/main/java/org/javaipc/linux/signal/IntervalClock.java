package org.javaipc.linux.signal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.javaipc.IpcException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.raw.file.Unistd;
import org.javaipc.linux.raw.process.Time;

/**
 * The three interval timers that a process has, and its alarm, which is the first of them.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/getitimer.2.html">setitimer(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/alarm.2.html">alarm(2)</a>
 */
public enum IntervalClock {
  /** Time on the wall; SIGALRM. */
  REAL(Time.ITIMER_REAL),
  /** Time that this process computes, not the kernel for it; SIGVTALRM. */
  VIRTUAL(Time.ITIMER_VIRTUAL),
  /** Time that this process computes or the kernel does for it; SIGPROF. */
  PROFILING(Time.ITIMER_PROF);

  private static final long MICROS = 1_000_000;

  private final int which;

  IntervalClock(int which) {
    this.which = which;
  }

  /**
   * What a timer has left.
   *
   * @param value microseconds until it expires; 0 if it is not set
   * @param interval microseconds from then on; 0 if it does not repeat
   */
  public record Setting(long value, long interval) {}

  /**
   * Sets the timer.
   *
   * @param value microseconds until it expires; 0 to cancel it
   * @param interval microseconds from then on; 0 for once
   * @return what it was
   */
  public Setting set(long value, long interval) throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment after = arena.allocate(Time.ITIMERVAL);
      put(after, 0, interval);
      put(after, 1, value);
      MemorySegment before = arena.allocate(Time.ITIMERVAL);
      SystemErrors.check(Time.setitimer(which, after, before), "setitimer", toString());
      return read(before);
    }
  }

  /** {@return what the timer has left} */
  public Setting left() throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment now = arena.allocate(Time.ITIMERVAL);
      SystemErrors.check(Time.getitimer(which, now), "getitimer", toString());
      return read(now);
    }
  }

  /** {@return the seconds that were left of the last alarm} Sets the next one in seconds, 0 to cancel it. */
  public static int alarm(int seconds) {
    return Unistd.alarm(seconds);
  }

  private static Setting read(MemorySegment itimerval) {
    return new Setting(micros(itimerval, 1), micros(itimerval, 0));
  }

  private static void put(MemorySegment itimerval, int index, long micros) {
    itimerval.setAtIndex(ValueLayout.JAVA_LONG, 2L * index, micros / MICROS);
    itimerval.setAtIndex(ValueLayout.JAVA_LONG, 2L * index + 1, micros % MICROS);
  }

  private static long micros(MemorySegment itimerval, int index) {
    return itimerval.getAtIndex(ValueLayout.JAVA_LONG, 2L * index) * MICROS
        + itimerval.getAtIndex(ValueLayout.JAVA_LONG, 2L * index + 1);
  }
}
