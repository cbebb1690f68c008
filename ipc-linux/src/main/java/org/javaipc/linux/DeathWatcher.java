package org.javaipc.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.javaipc.IpcException;
import org.javaipc.linux.raw.Epoll;
import org.javaipc.linux.raw.Errno;
import org.jspecify.annotations.Nullable;

/**
 * The thread of this process that waits for FIFOs of other processes to hang up. It starts with the
 * first peer and then stays, asleep in epoll but for a look each minute, also without any peer.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/epoll.7.html">epoll(7)</a>
 */
final class DeathWatcher {
  private static final StructLayout EVENT = Epoll.EPOLL_EVENT;
  private static final long EVENTS = EVENT.byteOffset(PathElement.groupElement("events"));
  private static final long DATA = EVENT.byteOffset(PathElement.groupElement("data"));
  private static final int MOST_AT_ONCE = 64;
  private static final int BACKSTOP_MILLIS = 60_000;
  private static final int LONGEST_PAUSE_MILLIS = 64;

  private static @Nullable DeathWatcher shared;

  private final Descriptor epoll;
  private final AtomicLong lastToken = new AtomicLong();
  private final ConcurrentHashMap<Long, PeerProcess> peers = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<PeerProcess, Long> tokens = new ConcurrentHashMap<>();

  private DeathWatcher(Descriptor epoll) {
    this.epoll = epoll;
  }

  /** {@return the watcher of this process, started} */
  static synchronized DeathWatcher shared() throws IpcException {
    DeathWatcher watcher = shared;
    if (watcher == null) {
      int fd = Epoll.epoll_create1(Epoll.EPOLL_CLOEXEC);
      String name = "the watcher of processes";
      watcher =
          new DeathWatcher(
              new Descriptor((int) SystemErrors.check(fd, "epoll_create1", name), name));
      shared = watcher;
      Thread.ofPlatform().name("javaipc-watcher").daemon().start(watcher::run);
    }
    return watcher;
  }

  /** Watches a peer: {@link PeerProcess#confirm} is called once its FIFO has hung up. */
  void add(PeerProcess peer) throws IpcException {
    long token = lastToken.incrementAndGet();
    peers.put(token, peer);
    tokens.put(peer, token);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment event = arena.allocate(EVENT);
      event.set(ValueLayout.JAVA_INT, EVENTS, Epoll.EPOLLONESHOT); // a hang-up is always reported
      event.set(ValueLayout.JAVA_LONG_UNALIGNED, DATA, token);
      int returned = Epoll.epoll_ctl(epoll.fd(), Epoll.EPOLL_CTL_ADD, peer.fifo().fd(), event);
      if (Errno.failed(returned)) {
        remove(peer);
        throw SystemErrors.of(returned, "epoll_ctl", peer.fifo().name());
      }
    }
  }

  /** Watches a peer no more; its FIFO is still open. */
  void remove(PeerProcess peer) {
    Long token = tokens.remove(peer);
    if (token != null) {
      peers.remove(token);
      Epoll.epoll_ctl(epoll.fd(), Epoll.EPOLL_CTL_DEL, peer.fifo().fd(), MemorySegment.NULL);
    }
  }

  /** The thread's life. A number that is no longer known belongs to a peer that was removed. */
  private void run() {
    MemorySegment events = Arena.global().allocate(EVENT, MOST_AT_ONCE);
    List<Long> suspects = new ArrayList<>();
    int pause = 1;
    while (true) {
      int timeout = suspects.isEmpty() ? BACKSTOP_MILLIS : pause;
      int count = Epoll.epoll_wait(epoll.fd(), events, MOST_AT_ONCE, timeout);
      if (Errno.failed(count) && !Errno.interrupted(count)) {
        throw new IllegalStateException(SystemErrors.of(count, "epoll_wait", epoll.name()));
      }
      for (int i = 0; i < count; i++) {
        suspects.add(events.get(ValueLayout.JAVA_LONG_UNALIGNED, i * EVENT.byteSize() + DATA));
      }
      suspects.removeIf(this::isSettled);
      pause = count > 0 ? 1 : Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
    }
  }

  private boolean isSettled(long token) {
    PeerProcess peer = peers.get(token);
    try {
      return peer == null || peer.confirm();
    } catch (RuntimeException | Error e) {
      report("watching " + peer.description(), e);
      return true;
    }
  }

  /** Reports what went wrong on this thread, which goes on. */
  static void report(String what, Throwable thrown) {
    System.getLogger(DeathWatcher.class.getName())
        .log(System.Logger.Level.ERROR, what + " failed", thrown);
  }
}
