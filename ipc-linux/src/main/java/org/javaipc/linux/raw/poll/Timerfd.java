package org.javaipc.linux.raw.poll;

import java.lang.foreign.MemorySegment;
import org.javaipc.linux.raw.Libc;

/**
 * sys/timerfd.h: timers that are read from a descriptor.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/timerfd_create.2.html">timerfd_create(2)</a>
 */
public final class Timerfd {
  public static final int TFD_NONBLOCK = 0x800;
  public static final int TFD_CLOEXEC = 0x8_0000;

  private Timerfd() {}

  /** int timerfd_create(int clockid, int flags). */
  public static int timerfd_create(int clockid, int flags) {
    return Libc.callInt(Create.ADDRESS, clockid, flags, 0, 0, 0, 0);
  }

  /** int timerfd_settime(int fd, int flags, const struct itimerspec *new_value, NULL). */
  public static int timerfd_settime(int fd, int flags, MemorySegment new_value) {
    return Libc.callInt(Settime.ADDRESS, fd, flags, new_value.address(), 0, 0, 0);
  }

  private static final class Create {
    static final MemorySegment ADDRESS = Libc.function("timerfd_create");
  }

  private static final class Settime {
    static final MemorySegment ADDRESS = Libc.function("timerfd_settime");
  }
}
