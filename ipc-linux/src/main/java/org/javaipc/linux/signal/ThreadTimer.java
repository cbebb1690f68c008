package org.javaipc.linux.signal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicBoolean;
import org.javaipc.IpcException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.raw.process.SignalCalls;
import org.javaipc.linux.raw.process.Time;

/**
 * A timer whose expirations are signals to one thread, which blocks them.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/timer_create.2.html">timer_create(2)</a>
 */
public final class ThreadTimer implements AutoCloseable {
  private static final long SECOND = 1_000_000_000;

  private final int timer;
  private final AtomicBoolean closed = new AtomicBoolean();

  private ThreadTimer(int timer) {
    this.timer = timer;
  }

  /** What a timer counts. */
  public enum Clock {
    /** Time since the boot, asleep or not. */
    MONOTONIC(Time.CLOCK_MONOTONIC),
    /** Time that the threads of this process used. */
    PROCESS_CPU(Time.CLOCK_PROCESS_CPUTIME_ID);

    private final int id;

    Clock(int id) {
      this.id = id;
    }
  }

  /**
   * Makes a timer that is not set.
   *
   * @param clock that it counts
   * @param tid of a thread of this process
   * @param signal that the thread gets, a real-time one
   * @param value payload of the signal
   */
  public static ThreadTimer create(Clock clock, int tid, int signal, long value)
      throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment event = arena.allocate(SignalCalls.SIGEVENT);
      event.set(ValueLayout.JAVA_LONG, offset("sigev_value"), value);
      event.set(ValueLayout.JAVA_INT, offset("sigev_signo"), signal);
      event.set(ValueLayout.JAVA_INT, offset("sigev_notify"), SignalCalls.SIGEV_THREAD_ID);
      event.set(ValueLayout.JAVA_INT, offset("_sigev_un._tid"), tid);
      MemorySegment timer = arena.allocate(ValueLayout.JAVA_LONG);
      SystemErrors.check(
          Time.timer_create(clock.id, event, timer), "timer_create", "a timer of " + clock);
      return new ThreadTimer(timer.get(ValueLayout.JAVA_INT, 0));
    }
  }

  /**
   * Sets the timer.
   *
   * @param first nanoseconds until it expires; 0 to cancel it
   * @param period nanoseconds from then on; 0 for once
   */
  public void set(long first, long period) throws IpcException {
    if (closed.get()) {
      throw new IllegalStateException("timer " + timer + " is closed");
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment setting = setting(arena, first, period);
      SystemErrors.check(Time.timer_settime(timer, 0, setting), "timer_settime", "timer " + timer);
    }
  }

  /** Deletes the timer; repeating it does nothing. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      Time.timer_delete(timer);
    }
  }

  static MemorySegment setting(Arena arena, long first, long period) {
    StructLayout layout = Time.ITIMERSPEC;
    MemorySegment setting = arena.allocate(layout);
    setting.setAtIndex(ValueLayout.JAVA_LONG, 0, period / SECOND);
    setting.setAtIndex(ValueLayout.JAVA_LONG, 1, period % SECOND);
    setting.setAtIndex(ValueLayout.JAVA_LONG, 2, first / SECOND);
    setting.setAtIndex(ValueLayout.JAVA_LONG, 3, first % SECOND);
    return setting;
  }

  private static long offset(String field) {
    return SignalCalls.SIGEVENT.byteOffset(PathElement.groupElement(field));
  }
}
