package org.javaipc.netty;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.javaipc.IpcException;

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
    Thread.ofVirtual()
        .name("javaipc-netty-closer")
        .start(() -> {
          try {
            end.close();
          } catch (IpcException e) {
            LOG.log(System.Logger.Level.WARNING, "a connection was not closed in order", e);
          } finally {
            closed.countDown();
          }
        });
    try {
      closed.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
