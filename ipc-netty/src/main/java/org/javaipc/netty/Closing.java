package org.javaipc.netty;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.javaipc.IpcException;
import org.javaipc.ResourceLimitException;
import org.javaipc.spi.LibraryThread;

/**
 * Closes what an event loop must not wait for: a closing lasts where the peer has died, or does not read what is still on its
 * way to it.
 */
final class Closing {
  private static final System.Logger LOG = System.getLogger(Closing.class.getName());

  /** Nearly all closings are over sooner, and then what was closed is free when Netty says so. */
  private static final long PATIENCE_MILLIS = 20;

  private Closing() {}

  /** Something that is closed. */
  @FunctionalInterface
  interface Closable {
    void close() throws IpcException;
  }

  /** Closes it, and returns when it is closed or that takes longer than a moment; a thread then goes on. */
  static void begin(Closable end) {
    CountDownLatch closed = new CountDownLatch(1);
    Thread closer =
        Thread.ofVirtual()
            .name("javaipc-netty-closer")
            .unstarted(() -> {
              try {
                close(end);
              } finally {
                closed.countDown();
              }
            });
    try {
      LibraryThread.start(closer);
      closed.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ResourceLimitException e) {
      close(end);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void close(Closable end) {
    try {
      end.close();
    } catch (IpcException e) {
      LOG.log(System.Logger.Level.WARNING, "a connection was not closed in order", e);
    }
  }
}
