package org.javaipc.linux.call;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.javaipc.linux.raw.ipc.Futex;

/** The calling thread's {@code struct timespec}, for calls that take one and are timed. */
public final class Timespec {
  private static final long SECOND = 1_000_000_000;
  private static final ThreadLocal<MemorySegment> CURRENT =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(Futex.TIMESPEC));

  private Timespec() {}

  /** {@return the address of a number of nanoseconds, until this thread asks for another} */
  public static long of(long nanos) {
    MemorySegment timespec = CURRENT.get();
    timespec.set(ValueLayout.JAVA_LONG, 0, nanos / SECOND);
    timespec.set(ValueLayout.JAVA_LONG, Long.BYTES, nanos % SECOND);
    return timespec.address();
  }
}
