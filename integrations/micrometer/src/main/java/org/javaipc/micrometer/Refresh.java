package org.javaipc.micrometer;

import java.util.concurrent.atomic.AtomicBoolean;
import org.javaipc.ResourceLimitException;
import org.javaipc.spi.LibraryThread;

/**
 * Does something soon after it was requested, on a virtual thread; all requests of a moment are one.
 * So a registry is never called under the lock of the thread that opens an end, and thousands of
 * connections a second cost no more than one.
 */
final class Refresh {
  private static final long MOMENT_MILLIS = 50;

  private final Runnable action;
  private final AtomicBoolean requested = new AtomicBoolean();
  private volatile boolean closed;

  Refresh(Runnable action) {
    this.action = action;
  }

  void request() {
    if (!closed && requested.compareAndSet(false, true)) {
      try {
        LibraryThread.start(Thread.ofVirtual().name("javaipc-meters").unstarted(this::run));
      } catch (ResourceLimitException | OutOfMemoryError e) {
        requested.set(false); // the next request tries again
      }
    }
  }

  private void run() {
    try {
      Thread.sleep(MOMENT_MILLIS);
    } catch (InterruptedException e) {
      return; // nobody interrupts it; a request that comes later starts another
    } finally {
      requested.set(false);
    }
    if (!closed) {
      action.run();
    }
  }

  void close() {
    closed = true;
  }
}
