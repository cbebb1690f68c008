package org.javaipc.linux.socket;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.javaipc.IpcException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.poll.Epoll;
import org.javaipc.linux.wait.PollableDescriptor;

/**
 * Which of many descriptors are ready to be read, asked and waited for as one: an epoll descriptor can be
 * waited for itself. A closed descriptor leaves by itself.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/epoll.7.html">epoll(7)</a>
 */
final class ReadySet implements AutoCloseable {
  private static final int MOST_AT_ONCE = 64;
  private static final long EVENTS =
      Epoll.EPOLL_EVENT.byteOffset(PathElement.groupElement("events"));
  private static final long DATA = Epoll.EPOLL_EVENT.byteOffset(PathElement.groupElement("data"));

  private final PollableDescriptor epoll;
  private final MemorySegment change = Arena.ofAuto().allocate(Epoll.EPOLL_EVENT);
  private final MemorySegment ready = Arena.ofAuto().allocate(Epoll.EPOLL_EVENT, MOST_AT_ONCE);

  private ReadySet(PollableDescriptor epoll) {
    this.epoll = epoll;
  }

  static ReadySet create(String name) throws IpcException {
    int fd = Epoll.epoll_create1(Epoll.EPOLL_CLOEXEC);
    SystemErrors.check(fd, "epoll_create1", name);
    return new ReadySet(new PollableDescriptor(new Descriptor(fd, name)));
  }

  /** Adds a descriptor, which {@link #key} gives back as a key. */
  void add(int fd, int key) throws IpcException {
    change.set(ValueLayout.JAVA_INT, EVENTS, Epoll.EPOLLIN);
    change.set(ValueLayout.JAVA_LONG_UNALIGNED, DATA, key);
    SystemErrors.check(
        Epoll.epoll_ctl(epoll.fd(), Epoll.EPOLL_CTL_ADD, fd, change), "epoll_ctl", epoll.name());
  }

  /** Takes a descriptor out. */
  void remove(int fd) throws IpcException {
    SystemErrors.check(
        Epoll.epoll_ctl(epoll.fd(), Epoll.EPOLL_CTL_DEL, fd, change), "epoll_ctl", epoll.name());
  }

  /** {@return how many are ready now, of which some are listed} */
  int look() throws IpcException {
    int count = Epoll.epoll_wait(epoll.fd(), ready, MOST_AT_ONCE, 0);
    return Errno.interrupted(count)
        ? 0
        : (int) SystemErrors.check(count, "epoll_wait", epoll.name());
  }

  /** {@return the key of one that was listed} */
  int key(int index) {
    return (int)
        ready.get(ValueLayout.JAVA_LONG_UNALIGNED, index * Epoll.EPOLL_EVENT.byteSize() + DATA);
  }

  /** Waits until one is ready; may return for no reason. */
  void await(long nanos) throws IpcException {
    epoll.awaitReadable(nanos);
  }

  void wake() {
    epoll.wake();
  }

  @Override
  public void close() {
    epoll.close();
  }
}
