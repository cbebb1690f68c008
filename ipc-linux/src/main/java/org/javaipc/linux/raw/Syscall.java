package org.javaipc.linux.raw;

import java.lang.invoke.MethodHandle;

/**
 * sys/syscall.h: system calls that a libc has no function for, or only a recent one.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/syscall.2.html">syscall(2)</a>
 */
final class Syscall {
  private Syscall() {}

  /** long syscall(long number, ...). */
  static long call(long number, long a, long b, long c, long d, long e) {
    return Libc.callLong(Blocking.HANDLE, number, a, b, c, d, e);
  }

  /** The same for a call that neither blocks nor fails: no thread transition, no errno. */
  static long critical(long number, long a, long b, long c) {
    try {
      return (long) Critical.HANDLE.invokeExact(number, a, b, c, 0L, 0L);
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  private static final class Blocking {
    static final MethodHandle HANDLE = Libc.function("syscall");
  }

  private static final class Critical {
    static final MethodHandle HANDLE = Libc.criticalFunction("syscall");
  }
}
