package org.javaipc.linux.process;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.javaipc.IpcException;
import org.javaipc.spi.LibraryThread;
import org.jspecify.annotations.Nullable;

/**
 * Polls children that cannot be watched through a descriptor, because pidfd_open(2) is refused or no descriptor is
 * free. Checks each in turn for whether it has ended. The thread exists as long as there are children to poll.
 */
final class PolledChildren {
  private static final long FIRST_PAUSE_MILLIS = 1;
  private static final long LONGEST_PAUSE_MILLIS = 50;

  // All guarded by the class.
  private static final Set<ChildProcess> CHILDREN = new HashSet<>();
  private static int holds;
  private static long pauseMillis;
  private static @Nullable Thread thread;

  private PolledChildren() {}

  /** Keeps the thread, so children that are added meanwhile are certain to be polled. */
  static final class Hold implements AutoCloseable {
    private Hold() {}

    @Override
    @SuppressWarnings("LockOnNonEnclosingClassLiteral") // the lock of the class around this one
    public void close() {
      release();
    }
  }

  private static void release() {
    synchronized (PolledChildren.class) {
      holds--;
      PolledChildren.class.notifyAll();
    }
  }

  /**
   * {@return a hold of the thread, which is started if need be}
   *
   * @throws org.javaipc.ResourceLimitException if no further thread can be had
   */
  static Hold hold() throws IpcException {
    synchronized (PolledChildren.class) {
      startThread();
      holds++;
      return new Hold();
    }
  }

  /** Looks after a child until it ends. */
  static void add(ChildProcess child) throws IpcException {
    synchronized (PolledChildren.class) {
      startThread();
      CHILDREN.add(child);
      pauseMillis = FIRST_PAUSE_MILLIS;
      PolledChildren.class.notifyAll();
    }
  }

  private static void startThread() throws IpcException {
    if (thread != null) {
      return;
    }
    Thread fresh = LibraryThread.of("javaipc-children", PolledChildren::run);
    LibraryThread.start(fresh);
    thread = fresh;
  }

  private static void run() {
    while (true) {
      List<ChildProcess> children = awaitTurn();
      if (children == null) {
        return;
      }
      children.forEach(PolledChildren::look);
    }
  }

  /** {@return the children to check; null if there are none any more} */
  private static @Nullable List<ChildProcess> awaitTurn() {
    synchronized (PolledChildren.class) {
      try {
        if (holds == 0 && CHILDREN.isEmpty()) {
          thread = null;
          return null;
        }
        PolledChildren.class.wait(Math.max(FIRST_PAUSE_MILLIS, pauseMillis));
        pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
        return List.copyOf(CHILDREN);
      } catch (InterruptedException | OutOfMemoryError e) {
        return List.of(); // looked at in the next turn
      }
    }
  }

  private static void look(ChildProcess child) {
    try {
      if (child.reap()) {
        synchronized (PolledChildren.class) {
          CHILDREN.remove(child);
        }
      }
    } catch (RuntimeException | Error e) {
      // Out of memory or stack, most likely; it is checked again in the next round.
    }
  }
}
