package org.javaipc.linux.raw.poll;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import org.javaipc.linux.raw.Architecture;
import org.javaipc.linux.raw.Libc;
import org.javaipc.linux.raw.process.Wait;

/**
 * sys/epoll.h: waiting for many descriptors. Its structure differs between processors.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/epoll.7.html">epoll(7)</a>
 */
public final class Epoll {
  public static final int EPOLL_CLOEXEC = 0x8_0000;
  public static final int EPOLL_CTL_ADD = 1;
  public static final int EPOLL_CTL_DEL = 2;
  public static final int EPOLL_CTL_MOD = 3;
  public static final int EPOLLIN = 0x1;
  public static final int EPOLLOUT = 0x4;
  public static final int EPOLLERR = 0x8;
  public static final int EPOLLHUP = 0x10;
  public static final int EPOLLONESHOT = 1 << 30;

  /** {@code 1U << 31}: unsigned in C. */
  public static final long EPOLLET = 1L << 31;

  /** {@code struct epoll_event} of this processor. */
  public static final StructLayout EPOLL_EVENT = epoll_event(Architecture.current());

  private Epoll() {}

  /** {@code struct epoll_event} of a processor. */
  public static StructLayout epoll_event(Architecture architecture) {
    int padding = architecture.epoll_event_data() - Integer.BYTES;
    var events = ValueLayout.JAVA_INT.withName("events");
    var data = ValueLayout.JAVA_LONG_UNALIGNED.withName("data");
    StructLayout layout =
        padding == 0
            ? MemoryLayout.structLayout(events, data)
            : MemoryLayout.structLayout(events, Libc.padding(padding), data);
    return layout.withName("epoll_event");
  }

  /** int epoll_create1(int flags). */
  public static int epoll_create1(int flags) {
    return Libc.callInt(Create.ADDRESS, flags, 0, 0, 0, 0, 0);
  }

  /** int epoll_ctl(int epfd, int op, int fd, struct epoll_event *event). */
  public static int epoll_ctl(int epfd, int op, int fd, MemorySegment event) {
    return Libc.callInt(Ctl.ADDRESS, epfd, op, fd, event.address(), 0, 0);
  }

  /** int epoll_wait(int epfd, struct epoll_event *events, int maxevents, int timeout). */
  public static int epoll_wait(int epfd, MemorySegment events, int maxevents, int timeout) {
    return Libc.callInt(Wait.ADDRESS, epfd, events.address(), maxevents, timeout, 0, 0);
  }

  private static final class Create {
    static final MemorySegment ADDRESS = Libc.function("epoll_create1");
  }

  private static final class Ctl {
    static final MemorySegment ADDRESS = Libc.function("epoll_ctl");
  }

  private static final class Wait {
    static final MemorySegment ADDRESS = Libc.function("epoll_wait");
  }
}
