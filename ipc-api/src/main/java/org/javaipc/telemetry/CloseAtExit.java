package org.javaipc.telemetry;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.javaipc.EndMetrics;
import org.javaipc.ResourceLimitException;
import org.javaipc.spi.LibraryThread;
import org.jspecify.annotations.Nullable;

/**
 * Closes the ends that are still open when the JVM shuts down in order, by SIGTERM or {@code
 * System.exit}, so that the peers see them leave and not die. {@code -Dipc.closeAtExit=false} turns it
 * off.
 *
 * <p>The application's own shutdown hooks run at the same time and may still have something to send:
 * an end is closed once no end has passed a message for a moment. A hook that waits for a handler which
 * has itself called {@code System.exit} would wait for ever, so there is a limit.
 *
 * <p>The hook is there only while ends are open: a hook pins the class loader of this library.
 */
final class CloseAtExit {
  private static final long QUIET_MILLIS = 100;
  private static final long LONGEST_GRACE_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long LONGEST_CLOSE_NANOS = TimeUnit.SECONDS.toNanos(3);

  private @Nullable Thread hook;

  /** The first end has opened. */
  void begin() {
    if (hook != null || !Boolean.parseBoolean(System.getProperty("ipc.closeAtExit", "true"))) {
      return;
    }
    Thread thread = Thread.ofPlatform().name("javaipc-close-at-exit").unstarted(CloseAtExit::run);
    thread.setContextClassLoader(null);
    try {
      Runtime.getRuntime().addShutdownHook(thread);
      hook = thread;
    } catch (IllegalStateException e) {
      // The JVM is shutting down already.
    }
  }

  /** The last end has closed. */
  void end() {
    Thread thread = hook;
    hook = null;
    if (thread != null) {
      try {
        Runtime.getRuntime().removeShutdownHook(thread);
      } catch (IllegalStateException e) {
        // The JVM is shutting down.
      }
    }
  }

  private static void run() {
    try {
      awaitQuiet();
      closeAll();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void awaitQuiet() throws InterruptedException {
    long start = System.nanoTime();
    long before = -1;
    while (System.nanoTime() - start < LONGEST_GRACE_NANOS) {
      List<EndMetrics> open = OpenEnds.all();
      long passed = open.stream().mapToLong(EndMetrics::messages).sum();
      if (open.isEmpty() || passed == before) {
        return;
      }
      before = passed;
      Thread.sleep(QUIET_MILLIS);
    }
  }

  /**
   * Each on a thread of its own: one whose handler does not return keeps no other from closing. Where no thread can be
   * made, the calling one closes it.
   */
  static void closeAll() throws InterruptedException {
    List<Thread> closing = new ArrayList<>();
    for (AutoCloseable end : OpenEnds.closeable()) {
      Thread thread =
          Thread.ofPlatform().daemon().name("javaipc-close").unstarted(() -> close(end));
      try {
        LibraryThread.start(thread);
        closing.add(thread);
      } catch (ResourceLimitException e) {
        close(end);
      }
    }
    long start = System.nanoTime();
    for (Thread thread : closing) {
      long left = LONGEST_CLOSE_NANOS - (System.nanoTime() - start);
      if (left > 0) {
        thread.join(TimeUnit.NANOSECONDS.toMillis(left) + 1);
      }
    }
  }

  private static void close(AutoCloseable end) {
    try {
      end.close();
    } catch (Exception | Error e) {
      // The process is ending: nobody is left to be told.
    }
  }
}
