package org.javaipc.linux.wait;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.javaipc.IpcException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.poll.Epoll;

/**
 * Tells when something has arrived at a descriptor, without reading it: an edge-triggered epoll instance
 * of its own. What arrives between two looks is one arrival; what was there at the beginning counts as
 * arrived.
 *
 * <p>For one thread, but for {@link #wake} and {@link #close}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/epoll.7.html">epoll(7)</a>
 */
public final class Arrivals implements AutoCloseable {
  private static final long EVENTS =
      Epoll.EPOLL_EVENT.byteOffset(PathElement.groupElement("events"));

  private final PollableDescriptor epoll;
  private final MemorySegment event = Arena.ofAuto().allocate(Epoll.EPOLL_EVENT);

  private Arrivals(PollableDescriptor epoll) {
    this.epoll = epoll;
  }

  /**
   * {@return the arrivals at a descriptor, which stays the caller's and is closed after this}
   *
   * @param watched open for reading
   * @throws IpcException if there is no descriptor left
   */
  public static Arrivals at(Descriptor watched) throws IpcException {
    String name = "arrivals at " + watched.name();
    int fd = Epoll.epoll_create1(Epoll.EPOLL_CLOEXEC);
    SystemErrors.check(fd, "epoll_create1", name);
    Arrivals arrivals = new Arrivals(new PollableDescriptor(new Descriptor(fd, name)));
    try {
      arrivals.event.set(ValueLayout.JAVA_INT, EVENTS, (int) (Epoll.EPOLLIN | Epoll.EPOLLET));
      int added = Epoll.epoll_ctl(fd, Epoll.EPOLL_CTL_ADD, watched.fd(), arrivals.event);
      SystemErrors.check(added, "epoll_ctl", name);
      return arrivals;
    } catch (IpcException | RuntimeException | Error e) {
      arrivals.close();
      throw e;
    }
  }

  /**
   * {@return whether something has arrived since the last time that this said so}
   *
   * @throws IpcException if the kernel refuses
   */
  public boolean take() throws IpcException {
    int returned;
    do {
      returned = Epoll.epoll_wait(epoll.fd(), event, 1, 0);
    } while (Errno.interrupted(returned));
    return SystemErrors.check(returned, "epoll_wait", epoll.name()) > 0;
  }

  /**
   * Waits for an arrival; may return for no reason.
   *
   * @param nanos longest time to wait, in nanoseconds
   * @throws IpcException if there is no descriptor left to wait with
   */
  public void await(long nanos) throws IpcException {
    epoll.awaitReadable(nanos);
  }

  /** Ends the wait, or the next one. May be called from any thread. */
  public void wake() {
    epoll.wake();
  }

  @Override
  public void close() {
    epoll.close();
  }
}
