package org.javaipc.linux.raw.poll;

import static org.javaipc.linux.raw.Libc.field32;
import static org.javaipc.linux.raw.Libc.field64;
import static org.javaipc.linux.raw.Libc.padding;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import org.javaipc.linux.raw.Libc;

/**
 * sys/signalfd.h: signals that are read from a descriptor.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/signalfd.2.html">signalfd(2)</a>
 */
public final class Signalfd {
  public static final int SFD_NONBLOCK = 0x800;
  public static final int SFD_CLOEXEC = 0x8_0000;

  /** {@code struct signalfd_siginfo}. */
  public static final StructLayout SIGNALFD_SIGINFO =
      MemoryLayout.structLayout(
              field32("ssi_signo"),
              field32("ssi_errno"),
              field32("ssi_code"),
              field32("ssi_pid"),
              field32("ssi_uid"),
              field32("ssi_fd"),
              field32("ssi_tid"),
              field32("ssi_band"),
              field32("ssi_overrun"),
              field32("ssi_trapno"),
              field32("ssi_status"),
              field32("ssi_int"),
              field64("ssi_ptr"),
              padding(72))
          .withName("signalfd_siginfo");

  private Signalfd() {}

  /** int signalfd(int fd, const sigset_t *mask, int flags). */
  public static int signalfd(int fd, MemorySegment mask, int flags) {
    return Libc.callInt(Create.ADDRESS, fd, mask.address(), flags, 0, 0, 0);
  }

  private static final class Create {
    static final MemorySegment ADDRESS = Libc.function("signalfd");
  }
}
