package org.javaipc.netty;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.javaipc.IpcException;
import org.javaipc.ResourceLimitException;
import org.javaipc.spi.LibraryThread;

/**
 * Closes objects without making the event loop wait. Closing takes long if the peer has died, or does not read the data
 * still on the way to it.
 */
final class Closing {
  private static final System.Logger LOG = System.getLogger(Closing.class.getName());

  /**
   * How long the event loop waits. Nearly all closings finish sooner, and then the closed object is free when Netty
   * reports it closed.
   */
  private static final long PATIENCE_MILLIS = 20;

  private Closing() {}

  /** Something that is closed. */
  @FunctionalInterface
  interface Closable {
    void close() throws IpcException;
  }

  /** Closes an object, and returns when it is closed, or after a moment; a thread then continues closing it. */
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
