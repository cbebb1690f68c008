package org.javaipc.linux.raw;

import java.lang.foreign.MemorySegment;

/**
 * sys/syscall.h: system calls that a libc has no function for, or only a recent one.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/syscall.2.html">syscall(2)</a>
 */
public final class Syscall {
  private static final MemorySegment ADDRESS = Libc.function("syscall");

  private Syscall() {}

  /** long syscall(long number, ...). */
  public static long call(long number, long a, long b, long c, long d, long e) {
    return Libc.callLong(ADDRESS, number, a, b, c, d, e);
  }

  /** The same for a call that neither blocks nor fails: no thread transition, no errno. */
  public static long critical(long number, long a, long b, long c) {
    return Libc.callCritical(ADDRESS, number, a, b, c, 0, 0);
  }

  /** The same; {@return what it returned, or -1}. */
  public static long critical(long number, long a, long b, long c, long d, long e, long f) {
    return Libc.callCritical(ADDRESS, number, a, b, c, d, e, f);
  }
}
