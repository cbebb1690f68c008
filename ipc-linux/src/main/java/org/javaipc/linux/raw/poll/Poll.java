package org.javaipc.linux.raw.poll;

import static org.javaipc.linux.raw.Libc.field16;
import static org.javaipc.linux.raw.Libc.field32;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import org.javaipc.linux.raw.Libc;

/**
 * poll.h: waiting for a few descriptors. Descriptors and times are raw addresses: a segment that is
 * passed to a blocked call cannot be closed.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/poll.2.html">poll(2)</a>
 */
public final class Poll {
  public static final short POLLIN = 0x1;
  public static final short POLLOUT = 0x4;
  public static final short POLLERR = 0x8;
  public static final short POLLHUP = 0x10;

  /** {@code struct pollfd}. */
  public static final StructLayout POLLFD =
      MemoryLayout.structLayout(field32("fd"), field16("events"), field16("revents"))
          .withName("pollfd");

  private Poll() {}

  /** int ppoll(struct pollfd *fds, nfds_t nfds, const struct timespec *timeout, NULL). */
  public static int ppoll(long fds, int nfds, long timeout) {
    return Libc.callInt(Ppoll.ADDRESS, fds, nfds, timeout, 0, 0, 0);
  }

  private static final class Ppoll {
    static final MemorySegment ADDRESS = Libc.function("ppoll");
  }
}
