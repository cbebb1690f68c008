package org.javaipc.linux.raw.file;

import java.lang.foreign.MemorySegment;
import org.javaipc.linux.raw.Libc;

/**
 * sys/random.h: the kernel's random numbers.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/getrandom.2.html">getrandom(2)</a>
 */
public final class Random {
  private Random() {}

  /** ssize_t getrandom(void *buf, size_t length, unsigned flags). */
  public static long getrandom(MemorySegment buf, long length, int flags) {
    return Libc.callLong(Getrandom.ADDRESS, buf.address(), length, flags, 0, 0, 0);
  }

  private static final class Getrandom {
    static final MemorySegment ADDRESS = Libc.function("getrandom");
  }
}
