package org.javaipc.linux.raw.process;

import static org.javaipc.linux.raw.Libc.field64;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import org.javaipc.linux.raw.Architecture;
import org.javaipc.linux.raw.Libc;
import org.javaipc.linux.raw.Syscall;

/**
 * time.h and sys/time.h: timers. Those of POSIX are system calls here: libc had them in a library of
 * their own until version 2.34.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/timer_create.2.html">timer_create(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/getitimer.2.html">setitimer(2)</a>
 */
public final class Time {
  public static final int CLOCK_REALTIME = 0;
  public static final int CLOCK_MONOTONIC = 1;
  public static final int CLOCK_PROCESS_CPUTIME_ID = 2;
  public static final int CLOCK_THREAD_CPUTIME_ID = 3;

  public static final int ITIMER_REAL = 0;
  public static final int ITIMER_VIRTUAL = 1;
  public static final int ITIMER_PROF = 2;

  /** {@code struct itimerspec}: seconds and nanoseconds. */
  public static final StructLayout ITIMERSPEC =
      MemoryLayout.structLayout(
              field64("it_interval.tv_sec"),
              field64("it_interval.tv_nsec"),
              field64("it_value.tv_sec"),
              field64("it_value.tv_nsec"))
          .withName("itimerspec");

  /** {@code struct itimerval}: seconds and microseconds. */
  public static final StructLayout ITIMERVAL =
      MemoryLayout.structLayout(
              field64("it_interval.tv_sec"),
              field64("it_interval.tv_usec"),
              field64("it_value.tv_sec"),
              field64("it_value.tv_usec"))
          .withName("itimerval");

  private Time() {}

  /** int setitimer(int which, const struct itimerval *new_value, struct itimerval *old_value). */
  public static int setitimer(int which, MemorySegment new_value, MemorySegment old_value) {
    return Libc.callInt(
        Setitimer.ADDRESS, which, new_value.address(), old_value.address(), 0, 0, 0);
  }

  /** int getitimer(int which, struct itimerval *curr_value). */
  public static int getitimer(int which, MemorySegment curr_value) {
    return Libc.callInt(Getitimer.ADDRESS, which, curr_value.address(), 0, 0, 0, 0);
  }

  /** syscall(SYS_timer_create, clockid, sevp, timerid), where a timer's number is an int. */
  public static int timer_create(int clockid, MemorySegment sevp, MemorySegment timerid) {
    return (int)
        Syscall.call(
            Architecture.current().SYS_timer_create(),
            clockid,
            sevp.address(),
            timerid.address(),
            0,
            0);
  }

  /** syscall(SYS_timer_settime, timerid, flags, new_value, NULL). */
  public static int timer_settime(int timerid, int flags, MemorySegment new_value) {
    return (int)
        Syscall.call(
            Architecture.current().SYS_timer_settime(), timerid, flags, new_value.address(), 0, 0);
  }

  /** syscall(SYS_timer_delete, timerid). */
  public static int timer_delete(int timerid) {
    return (int) Syscall.call(Architecture.current().SYS_timer_delete(), timerid, 0, 0, 0, 0);
  }

  private static final class Setitimer {
    static final MemorySegment ADDRESS = Libc.function("setitimer");
  }

  private static final class Getitimer {
    static final MemorySegment ADDRESS = Libc.function("getitimer");
  }
}
