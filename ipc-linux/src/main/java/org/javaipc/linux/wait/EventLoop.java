package org.javaipc.linux.wait;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.javaipc.IpcException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.poll.Epoll;
import org.javaipc.spi.LibraryThread;
import org.jspecify.annotations.Nullable;

/**
 * The thread of this process that waits in epoll. It starts when the first descriptor is watched and ends a moment
 * after the last one is not, with its descriptors; the next one starts another. A failed start is tried again at the
 * next watch.
 *
 * <p>It survives whatever is thrown. A watch has a place in a table; each report carries the place and how often it
 * was given away, so that one about a former tenant is told apart. A report is noted in the table before its handler
 * is called, and deleted when that has returned; reports that were lost on the way, as when the heap is full, come
 * again because every descriptor is armed again.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/epoll.7.html">epoll(7)</a>
 */
public final class EventLoop {
  /** Guards everything here and the fields of all watches. */
  private static final Object LOCK = new Object();

  private static final StructLayout EVENT = Epoll.EPOLL_EVENT;
  private static final long EVENTS = EVENT.byteOffset(PathElement.groupElement("events"));
  private static final long DATA = EVENT.byteOffset(PathElement.groupElement("data"));
  private static final int MOST_AT_ONCE = 64;
  private static final int BACKSTOP_MILLIS = 60_000;
  private static final int LINGER_MILLIS = 200;
  private static final int LONGEST_PAUSE_MILLIS = 64;

  /** After this many consecutive failures that are not for lack of memory, a report is dropped. */
  private static final int MOST_FAILURES = 16;

  /** What tells the thread to look at the table; no watch's, as a place is under 2^31. */
  private static final long WAKE_UP = -1;

  private static @Nullable EventLoop current;

  private final Descriptor epoll;
  private final EventDescriptor wakeUp;
  private final Thread thread = LibraryThread.of("javaipc-events", this::run);
  private final MemorySegment change = Arena.ofAuto().allocate(EVENT);
  private final MemorySegment events = Arena.ofAuto().allocate(EVENT, MOST_AT_ONCE);
  private @Nullable DescriptorWatch[] places = new @Nullable DescriptorWatch[16];
  private int[] tenancies = new int[16];
  private int used;

  // The thread's own.
  private int pause = 1;
  private boolean lost;

  private EventLoop(Descriptor epoll, EventDescriptor wakeUp) {
    this.epoll = epoll;
    this.wakeUp = wakeUp;
  }

  /**
   * Makes sure that there is a loop until the returned object is closed. For callers that are about to do something
   * that cannot be undone and has to be watched afterwards.
   *
   * @return an object to close
   * @throws org.javaipc.ResourceLimitException if there is no descriptor or thread left for the loop
   * @throws IpcException if the kernel refuses
   */
  public static Hold hold() throws IpcException {
    synchronized (LOCK) {
      EventLoop loop = running();
      loop.used++;
      return loop.new Hold();
    }
  }

  /** {@return 0, or {@code -errno}} */
  static int arm(DescriptorWatch watch, int events) throws IpcException {
    synchronized (LOCK) {
      return running().set(watch, events);
    }
  }

  private static EventLoop running() throws IpcException {
    EventLoop loop = current;
    if (loop == null) {
      loop = start();
      current = loop;
    }
    return loop;
  }

  /** Forgets a watch, whose descriptor is still open. */
  static void remove(DescriptorWatch watch) {
    synchronized (LOCK) {
      EventLoop loop = current;
      if (loop != null && watch.place != DescriptorWatch.NOWHERE) {
        loop.forget(watch);
      }
    }
  }

  private static EventLoop start() throws IpcException {
    String name = "the event loop of this process";
    int fd = Epoll.epoll_create1(Epoll.EPOLL_CLOEXEC);
    SystemErrors.check(fd, "epoll_create1", name);
    Descriptor epoll = new Descriptor(fd, name);
    EventDescriptor wakeUp = null;
    try {
      wakeUp = EventDescriptor.create(name);
      EventLoop loop = new EventLoop(epoll, wakeUp);
      loop.prepare();
      LibraryThread.start(loop.thread);
      return loop;
    } catch (IpcException | RuntimeException | Error e) {
      if (wakeUp != null) {
        wakeUp.close();
      }
      epoll.close();
      throw e;
    }
  }

  /** Makes all calls of the thread once, while what they need can still be had. */
  private void prepare() throws IpcException {
    describe(Epoll.EPOLLIN, WAKE_UP);
    int added = Epoll.epoll_ctl(epoll.fd(), Epoll.EPOLL_CTL_ADD, wakeUp.fd(), change);
    SystemErrors.check(added, "epoll_ctl", epoll.name());
    wakeUp.signal();
    step(Epoll.epoll_wait(epoll.fd(), events, MOST_AT_ONCE, 0));
    handlePending();
    armAgain();
  }

  private int set(DescriptorWatch watch, int interest) {
    boolean isNew = watch.place == DescriptorWatch.NOWHERE;
    int index = isNew ? freePlace() : watch.place;
    describe(interest | Epoll.EPOLLONESHOT, (long) tenancies[index] << 32 | index);
    int operation = isNew ? Epoll.EPOLL_CTL_ADD : Epoll.EPOLL_CTL_MOD;
    int returned = Epoll.epoll_ctl(epoll.fd(), operation, watch.fd(), change);
    if (Errno.exists(returned)) { // an error came between the call and the note of it
      returned = Epoll.epoll_ctl(epoll.fd(), Epoll.EPOLL_CTL_MOD, watch.fd(), change);
    }
    if (Errno.failed(returned)) {
      wakeIfEmpty();
      return returned;
    }
    watch.interest = interest;
    watch.armed = true;
    if (isNew) {
      watch.place = index;
      places[index] = watch;
      used++;
    }
    return returned;
  }

  private void describe(int interest, long data) {
    change.set(ValueLayout.JAVA_INT, EVENTS, interest);
    change.set(ValueLayout.JAVA_LONG_UNALIGNED, DATA, data);
  }

  private int freePlace() {
    for (int i = 0; i < places.length; i++) {
      if (places[i] == null) {
        return i;
      }
    }
    int free = places.length;
    int[] more = Arrays.copyOf(tenancies, 2 * free);
    places = Arrays.copyOf(places, 2 * free);
    tenancies = more;
    return free;
  }

  private void forget(DescriptorWatch watch) {
    Epoll.epoll_ctl(epoll.fd(), Epoll.EPOLL_CTL_DEL, watch.fd(), MemorySegment.NULL);
    places[watch.place] = null;
    tenancies[watch.place]++;
    watch.place = DescriptorWatch.NOWHERE;
    watch.armed = false;
    watch.pending = 0;
    used--;
    wakeIfEmpty();
  }

  private void wakeIfEmpty() {
    if (used == 0) {
      wakeUp.signal();
    }
  }

  /** The thread's life; begun again if something is thrown. */
  private void run() {
    try {
      boolean running = isCurrent();
      while (running) {
        running = turn();
      }
    } catch (IpcException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean isCurrent() {
    synchronized (LOCK) {
      return current == this;
    }
  }

  /** {@return whether the thread continues} */
  private boolean turn() throws IpcException {
    if (lost) {
      armAgain();
      lost = false;
    }
    boolean empty = isEmpty();
    boolean unhandled = isSomethingPending();
    int timeout = unhandled ? pause : empty ? LINGER_MILLIS : BACKSTOP_MILLIS;
    lost = true; // until all that this call reports is noted
    int count = Epoll.epoll_wait(epoll.fd(), events, MOST_AT_ONCE, timeout);
    if (Errno.failed(count) && !Errno.interrupted(count)) {
      throw SystemErrors.of(count, "epoll_wait", epoll.name());
    }
    step(count);
    lost = false;
    handlePending();
    pause = count > 0 ? 1 : Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
    return count != 0 || !empty || !end();
  }

  /** Notes what has happened. */
  private void step(int count) {
    for (int i = 0; i < count; i++) {
      long data = events.get(ValueLayout.JAVA_LONG_UNALIGNED, i * EVENT.byteSize() + DATA);
      int happened = events.get(ValueLayout.JAVA_INT, i * EVENT.byteSize() + EVENTS);
      if (data == WAKE_UP) {
        wakeUp.take();
      } else {
        note(data, happened);
      }
    }
  }

  private void note(long data, int happened) {
    synchronized (LOCK) {
      int place = (int) data;
      DescriptorWatch watch = tenancies[place] == (int) (data >>> 32) ? places[place] : null;
      if (watch != null) {
        watch.pending |= happened;
        watch.armed = false;
      }
    }
  }

  private boolean isEmpty() {
    synchronized (LOCK) {
      return used == 0;
    }
  }

  private boolean isSomethingPending() {
    synchronized (LOCK) {
      for (DescriptorWatch watch : places) {
        if (watch != null && watch.pending != 0) {
          return true;
        }
      }
      return false;
    }
  }

  private void handlePending() {
    for (int place = 0; place < size(); place++) {
      DescriptorWatch watch;
      int happened;
      synchronized (LOCK) {
        watch = places[place];
        happened = watch == null ? 0 : watch.pending;
      }
      if (watch != null && happened != 0 && handle(watch, happened)) {
        settle(watch, place);
      }
    }
  }

  private int size() {
    synchronized (LOCK) {
      return places.length;
    }
  }

  /** {@return whether there is nothing left to do for it} */
  private static boolean handle(DescriptorWatch watch, int happened) {
    try {
      boolean settled = watch.handler().onReady(happened);
      watch.failures = 0;
      return settled;
    } catch (Throwable thrown) {
      if (LibraryThread.isPassing(thrown)) {
        return false;
      }
      if (watch.failures++ == 0) {
        report("what was to be done for " + watch, thrown);
      }
      return watch.failures >= MOST_FAILURES;
    }
  }

  /** Only this thread notes what happens, so that nothing new came in between. */
  private void settle(DescriptorWatch watch, int place) {
    synchronized (LOCK) {
      if (places[place] == watch) {
        watch.pending = 0;
      }
    }
  }

  /** Asks the kernel once more for everything that is waited for. */
  private void armAgain() {
    synchronized (LOCK) {
      for (int place = 0; place < places.length; place++) {
        DescriptorWatch watch = places[place];
        if (watch != null && watch.armed) {
          describe(watch.interest | Epoll.EPOLLONESHOT, (long) tenancies[place] << 32 | place);
          Epoll.epoll_ctl(epoll.fd(), Epoll.EPOLL_CTL_MOD, watch.fd(), change);
        }
      }
    }
  }

  /** Ends the loop unless something is watched by now; {@return whether it has ended}. */
  private boolean end() {
    synchronized (LOCK) {
      if (used > 0) {
        return false;
      }
      current = null;
      epoll.close();
      wakeUp.close();
      return true;
    }
  }

  /** Keeps the loop. */
  public final class Hold implements AutoCloseable {
    private boolean over;

    private Hold() {}

    @Override
    public void close() {
      synchronized (LOCK) {
        if (!over) {
          over = true;
          used--;
          wakeIfEmpty();
        }
      }
    }
  }

  /** Says what went wrong, if that is possible now. */
  private static void report(String what, Throwable thrown) {
    try {
      System.getLogger(EventLoop.class.getName())
          .log(System.Logger.Level.ERROR, what + " failed", thrown);
    } catch (Throwable unreported) {
      // The loop continues; this is tried again, and reported then if it still fails.
    }
  }
}
