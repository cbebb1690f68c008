package org.javaipc.linux.process;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.ConcurrentHashMap;
import org.javaipc.IpcException;
import org.javaipc.linux.Descriptor;
import org.javaipc.linux.SystemErrors;
import org.javaipc.linux.raw.Epoll;
import org.javaipc.linux.raw.Errno;
import org.jspecify.annotations.Nullable;

/**
 * The thread that takes the status of our children as they end: of ours alone, each by its own
 * descriptor, so that the JDK and others keep theirs. It starts with the first child and then stays,
 * asleep in epoll but for a look each minute.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/epoll.7.html">epoll(7)</a>
 */
final class Reaper {
  private static final StructLayout EVENT = Epoll.EPOLL_EVENT;
  private static final long EVENTS = EVENT.byteOffset(PathElement.groupElement("events"));
  private static final long DATA = EVENT.byteOffset(PathElement.groupElement("data"));
  private static final int MOST_AT_ONCE = 64;
  private static final int BACKSTOP_MILLIS = 60_000;

  private static @Nullable Reaper shared;

  private final Descriptor epoll;
  private final ConcurrentHashMap<Long, ChildProcess> children = new ConcurrentHashMap<>();

  private Reaper(Descriptor epoll) {
    this.epoll = epoll;
  }

  /** {@return the reaper of this process, started} */
  static synchronized Reaper shared() throws IpcException {
    Reaper reaper = shared;
    if (reaper == null) {
      String name = "the reaper of children";
      int fd = Epoll.epoll_create1(Epoll.EPOLL_CLOEXEC);
      SystemErrors.check(fd, "epoll_create1", name);
      reaper = new Reaper(new Descriptor(fd, name));
      shared = reaper;
      Thread.ofPlatform().name("javaipc-reaper").daemon().start(reaper::run);
    }
    return reaper;
  }

  /** Looks after a child until it ends. */
  void add(ChildProcess child) throws IpcException {
    children.put(child.pid(), child);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment event = arena.allocate(EVENT);
      event.set(ValueLayout.JAVA_INT, EVENTS, Epoll.EPOLLIN);
      event.set(ValueLayout.JAVA_LONG_UNALIGNED, DATA, child.pid());
      int returned = Epoll.epoll_ctl(epoll.fd(), Epoll.EPOLL_CTL_ADD, child.pidFd().fd(), event);
      if (Errno.failed(returned)) {
        children.remove(child.pid());
        throw SystemErrors.of(returned, "epoll_ctl", "process " + child.pid());
      }
    }
  }

  /** {@return a child of this process that was started by somebody else, looked after from now on} */
  synchronized ChildProcess adopt(long pid) throws IpcException {
    ChildProcess known = children.get(pid);
    if (known != null) {
      return known;
    }
    PidFd pidFd = PidFd.open(pid);
    ChildProcess child = new ChildProcess(pid, pidFd);
    try {
      if (!child.isOurs()) {
        throw new IpcException(
            "process " + pid + " is no child of this process: nobody can wait" + " for it here");
      }
      add(child);
      return child;
    } catch (IpcException | RuntimeException e) {
      pidFd.close();
      throw e;
    }
  }

  private void run() {
    MemorySegment events = Arena.global().allocate(EVENT, MOST_AT_ONCE);
    while (true) {
      int count = Epoll.epoll_wait(epoll.fd(), events, MOST_AT_ONCE, BACKSTOP_MILLIS);
      if (Errno.failed(count) && !Errno.interrupted(count)) {
        throw new IllegalStateException(SystemErrors.of(count, "epoll_wait", epoll.name()));
      }
      for (int i = 0; i < count; i++) {
        end(events.get(ValueLayout.JAVA_LONG_UNALIGNED, i * EVENT.byteSize() + DATA));
      }
    }
  }

  /** The entry goes before the status is taken: from then on the number may be a new child's. */
  private void end(long pid) {
    ChildProcess child = children.remove(pid);
    if (child == null) {
      return;
    }
    try {
      if (!child.reap()) {
        children.put(pid, child); // a debugger has it still
      }
    } catch (RuntimeException | Error e) {
      System.getLogger(Reaper.class.getName())
          .log(System.Logger.Level.ERROR, "the status of process " + pid + " cannot be taken", e);
    }
  }
}
