package org.javaipc.linux.raw.file;

import java.lang.foreign.MemorySegment;
import org.javaipc.linux.raw.Libc;

/**
 * sys/ioctl.h: what has no call of its own.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/ioctl.2.html">ioctl(2)</a>
 */
public final class Ioctl {
  public static final int FIONREAD = 0x541b;

  private Ioctl() {}

  /** int ioctl(int fd, unsigned long op, void *argp). */
  public static int ioctl(int fd, long op, MemorySegment argp) {
    return Libc.callInt(Ioctl0.ADDRESS, fd, op, argp.address(), 0, 0, 0);
  }

  private static final class Ioctl0 {
    static final MemorySegment ADDRESS = Libc.function("ioctl");
  }
}
