package org.javaipc.linux.raw.poll;

import java.lang.foreign.MemorySegment;
import org.javaipc.linux.raw.Libc;

/**
 * sys/eventfd.h: a counter with a descriptor.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/eventfd.2.html">eventfd(2)</a>
 */
public final class Eventfd {
  public static final int EFD_CLOEXEC = 0x8_0000;
  public static final int EFD_NONBLOCK = 0x800;

  private Eventfd() {}

  /** int eventfd(unsigned initval, int flags). */
  public static int eventfd(int initval, int flags) {
    return Libc.callInt(Create.ADDRESS, initval, flags, 0, 0, 0, 0);
  }

  private static final class Create {
    static final MemorySegment ADDRESS = Libc.function("eventfd");
  }
}
