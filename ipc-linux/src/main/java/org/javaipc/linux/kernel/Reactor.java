package org.javaipc.linux.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.javaipc.IpcException;
import org.javaipc.linux.Descriptor;
import org.javaipc.linux.SystemErrors;
import org.javaipc.linux.raw.Epoll;
import org.javaipc.linux.raw.Errno;
import org.jspecify.annotations.Nullable;

/**
 * The thread of this process that waits for descriptors on behalf of virtual threads, and for those
 * that nobody else waits for. It starts with the first of them and then stays, asleep in epoll.
 *
 * <p>A descriptor has a place in a table; each report carries the place and how often it was given
 * away, so that one about a former tenant is told apart.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/epoll.7.html">epoll(7)</a>
 */
final class Reactor {
  /** The place of a descriptor that the reactor does not know. */
  static final int NOWHERE = -1;

  private static final System.Logger LOG = System.getLogger(Reactor.class.getName());
  private static final StructLayout EVENT = Epoll.EPOLL_EVENT;
  private static final long EVENTS = EVENT.byteOffset(PathElement.groupElement("events"));
  private static final long DATA = EVENT.byteOffset(PathElement.groupElement("data"));
  private static final int MOST_AT_ONCE = 64;
  private static final int BACKSTOP_MILLIS = 60_000;

  private static @Nullable Reactor shared;

  private final Descriptor epoll;
  // Guarded by this.
  private final MemorySegment change = Arena.global().allocate(EVENT);
  private @Nullable PollableDescriptor[] places = new @Nullable PollableDescriptor[16];
  private int[] tenancies = new int[16];

  private Reactor(Descriptor epoll) {
    this.epoll = epoll;
  }

  /** {@return the reactor of this process, started} */
  static synchronized Reactor shared() throws IpcException {
    Reactor reactor = shared;
    if (reactor == null) {
      String name = "the reactor";
      int fd = Epoll.epoll_create1(Epoll.EPOLL_CLOEXEC);
      reactor =
          new Reactor(new Descriptor((int) SystemErrors.check(fd, "epoll_create1", name), name));
      shared = reactor;
      Thread.ofPlatform().name("javaipc-reactor").daemon().start(reactor::run);
    }
    return reactor;
  }

  /**
   * Has {@link PollableDescriptor#onReady} called once, by the reactor's thread.
   *
   * @param place of the descriptor, or {@link #NOWHERE}
   * @param events to wait for
   * @return the descriptor's place, or {@code -errno}
   */
  synchronized int arm(PollableDescriptor descriptor, int place, int events) {
    boolean isNew = place == NOWHERE;
    int index = isNew ? freePlace() : place;
    change.set(ValueLayout.JAVA_INT, EVENTS, events | Epoll.EPOLLONESHOT);
    change.set(ValueLayout.JAVA_LONG_UNALIGNED, DATA, (long) tenancies[index] << 32 | index);
    int operation = isNew ? Epoll.EPOLL_CTL_ADD : Epoll.EPOLL_CTL_MOD;
    int returned = Epoll.epoll_ctl(epoll.fd(), operation, descriptor.fd(), change);
    if (Errno.failed(returned)) {
      return returned;
    }
    places[index] = descriptor;
    return index;
  }

  /** Forgets a descriptor, which is still open. */
  static void forget(PollableDescriptor descriptor, int place) {
    Reactor reactor;
    synchronized (Reactor.class) {
      reactor = shared;
    }
    if (reactor != null) {
      reactor.remove(descriptor, place);
    }
  }

  private synchronized void remove(PollableDescriptor descriptor, int place) {
    Epoll.epoll_ctl(epoll.fd(), Epoll.EPOLL_CTL_DEL, descriptor.fd(), MemorySegment.NULL);
    places[place] = null;
    tenancies[place]++;
  }

  private int freePlace() {
    for (int i = 0; i < places.length; i++) {
      if (places[i] == null) {
        return i;
      }
    }
    int free = places.length;
    places = Arrays.copyOf(places, 2 * free);
    tenancies = Arrays.copyOf(tenancies, 2 * free);
    return free;
  }

  private synchronized @Nullable PollableDescriptor tenant(long data) {
    int place = (int) data;
    return tenancies[place] == (int) (data >>> 32) ? places[place] : null;
  }

  private void run() {
    MemorySegment events = Arena.global().allocate(EVENT, MOST_AT_ONCE);
    while (true) {
      int count = Epoll.epoll_wait(epoll.fd(), events, MOST_AT_ONCE, BACKSTOP_MILLIS);
      if (Errno.failed(count) && !Errno.interrupted(count)) {
        throw new IllegalStateException(SystemErrors.of(count, "epoll_wait", epoll.name()));
      }
      for (int i = 0; i < count; i++) {
        MemorySegment event = events.asSlice(i * EVENT.byteSize(), EVENT);
        dispatch(
            event.get(ValueLayout.JAVA_LONG_UNALIGNED, DATA),
            event.get(ValueLayout.JAVA_INT, EVENTS));
      }
    }
  }

  private void dispatch(long data, int events) {
    PollableDescriptor descriptor = tenant(data);
    if (descriptor != null) {
      try {
        descriptor.onReady(events);
      } catch (RuntimeException | Error e) {
        LOG.log(System.Logger.Level.ERROR, "what was to be done for " + descriptor + " failed", e);
      }
    }
  }
}
