package org.javaipc.linux.raw.file;

import static org.javaipc.linux.raw.Libc.field64;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import org.javaipc.linux.raw.Libc;

/**
 * sys/uio.h: several buffers in one call.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/readv.2.html">writev(2)</a>
 */
public final class Uio {
  /** {@code struct iovec}. */
  public static final StructLayout IOVEC =
      MemoryLayout.structLayout(field64("iov_base"), field64("iov_len")).withName("iovec");

  private Uio() {}

  /** ssize_t writev(int fd, const struct iovec *iov, int iovcnt). */
  public static long writev(int fd, MemorySegment iov, int iovcnt) {
    return Libc.callLong(Writev.ADDRESS, fd, iov.address(), iovcnt, 0, 0, 0);
  }

  /** The same for memory that nobody can close meanwhile. */
  public static long writev(int fd, MemorySegment iov, int iovcnt, MemorySegment held) {
    return Libc.callHolding(held, Writev.ADDRESS, fd, iov.address(), iovcnt, 0, 0);
  }

  private static final class Writev {
    static final MemorySegment ADDRESS = Libc.function("writev");
  }
}
