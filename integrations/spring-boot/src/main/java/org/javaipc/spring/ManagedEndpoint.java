package org.javaipc.spring;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.javaipc.IpcException;
import org.javaipc.spi.LibraryThread;
import org.jspecify.annotations.Nullable;

/**
 * A channel or server that is open while the application runs, with a virtual thread. One that fails on the way is
 * opened again, after 1 s and then less and less often, up to every 30 s.
 */
abstract class ManagedEndpoint {
  private static final Log LOG = LogFactory.getLog(ManagedEndpoint.class);
  private static final long FIRST_PAUSE_MILLIS = 1_000;
  private static final long LONGEST_PAUSE_MILLIS = 30_000;

  private final String channel;
  private final String kind;
  private final Handling handling;

  private CountDownLatch stopping = new CountDownLatch(0);
  private @Nullable Thread thread;
  private volatile @Nullable Throwable failure;

  ManagedEndpoint(String channel, String kind, Handling handling) {
    this.channel = channel;
    this.kind = kind;
    this.handling = handling;
  }

  /** Opens the channel or server, without waiting for peers. */
  abstract void open() throws IpcException;

  /** Works until it is closed, or its stream has ended. */
  abstract void work() throws IpcException, InterruptedException;

  /** Closes it when what is in hand is done. Repeating it, or doing it before opening, does nothing. */
  abstract void close() throws IpcException;

  final String channel() {
    return channel;
  }

  final String kind() {
    return kind;
  }

  final Handling handling() {
    return handling;
  }

  /** {@return why it does not work just now; null if it works} */
  final @Nullable Throwable failure() {
    return failure;
  }

  final synchronized boolean isRunning() {
    return thread != null && thread.isAlive();
  }

  final synchronized void start() throws IpcException {
    CountDownLatch latch = new CountDownLatch(1);
    stopping = latch;
    open();
    failure = null;
    Thread fresh = Thread.ofVirtual().name("ipc-" + channel).unstarted(() -> run(latch));
    LibraryThread.start(fresh);
    thread = fresh;
  }

  private void run(CountDownLatch stopped) {
    long pause = FIRST_PAUSE_MILLIS;
    try {
      while (stopped.getCount() > 0 && handling.fatal() == null) {
        if (workedWell(stopped)) {
          pause = FIRST_PAUSE_MILLIS;
        } else if (!stopped.await(pause, TimeUnit.MILLISECONDS)) {
          pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
        }
        reopen(stopped);
      }
    } catch (InterruptedException e) {
      LOG.debug(handling + ": interrupted");
    } finally {
      end(stopped);
    }
  }

  private boolean workedWell(CountDownLatch stopped) throws InterruptedException {
    if (failure != null) {
      return false; // it could not be opened
    }
    try {
      work();
      return true;
    } catch (IpcException | RuntimeException | Error e) {
      failed(stopped, e);
      return stopped.getCount() == 0;
    }
  }

  private void reopen(CountDownLatch stopped) {
    if (stopped.getCount() == 0 || handling.fatal() != null) {
      return;
    }
    try {
      close();
      open();
      failure = null;
    } catch (IpcException | RuntimeException | Error e) {
      failed(stopped, e);
    }
  }

  private void failed(CountDownLatch stopped, Throwable e) {
    if (stopped.getCount() > 0) {
      failure = e;
      LOG.error(handling + " does not work; it is tried again", e);
    }
  }

  private void end(CountDownLatch stopped) {
    Throwable fatal = handling.fatal();
    if (fatal != null) {
      failure = fatal;
      LOG.error(handling + " has stopped: its error handler failed", fatal);
    }
    if (stopped.getCount() > 0) {
      closeQuietly();
    }
  }

  /** Stops taking messages and returns when what is in hand is done. */
  final void stop() throws InterruptedException {
    Thread running;
    synchronized (this) {
      stopping.countDown();
      running = thread;
    }
    closeQuietly();
    if (running != null) {
      running.join();
      closeQuietly(); // what was opened meanwhile
    }
  }

  /** Ends a method that does not end by itself. */
  final synchronized void interrupt() {
    if (thread != null) {
      thread.interrupt();
    }
  }

  private void closeQuietly() {
    try {
      close();
    } catch (IpcException e) {
      LOG.warn(handling + " could not be closed properly", e);
    }
  }

  @Override
  public final String toString() {
    return handling.toString();
  }
}
