package org.javaipc.cli.io;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes what a command has open when a signal ends the process, so that nothing is left behind.
 * The virtual machine itself then exits with 128 and the signal's number.
 */
public final class Cleanup {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Deque<Held<?>> open = new ArrayDeque<>(); // guarded by this
  private @Nullable Thread opening; // guarded by this
  private boolean hooked; // guarded by this

  private volatile boolean stopping;

  /**
   * Opens something.
   *
   * @param <T> what it is; its {@code close} may be called from any thread
   */
  @FunctionalInterface
  public interface Opener<T extends AutoCloseable> {
    /** {@return what was opened; a wait for somebody ends with an interrupt} */
    T open() throws IOException;
  }

  /**
   * Opens a resource that is closed, before those that were opened earlier, if the process ends
   * before the command has closed it itself. A process that is ending opens nothing more.
   *
   * @param opener opens it
   */
  public <T extends AutoCloseable> Held<T> hold(Opener<T> opener) throws IOException {
    begin();
    try {
      Held<T> held = new Held<>(opener.open());
      synchronized (this) {
        open.push(held);
      }
      return held;
    } finally {
      end();
    }
  }

  private synchronized void begin() throws IOException {
    if (stopping) {
      throw new IOException("the process is ending");
    }
    if (!hooked) {
      Runtime.getRuntime().addShutdownHook(new Thread(this::run, "ipc-cleanup"));
      hooked = true;
    }
    opening = Thread.currentThread();
  }

  private synchronized void end() {
    opening = null;
    notifyAll();
  }

  /** {@return whether the process is ending: what fails from now on, fails because of that} */
  public boolean isStopping() {
    return stopping;
  }

  private void run() {
    stopping = true;
    interruptOpening();
    for (Held<?> held = next(); held != null; held = next()) {
      close(held);
    }
  }

  /** An opening may wait for somebody, as that of a FIFO does; what it has opened is closed as well. */
  private synchronized void interruptOpening() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    try {
      for (Thread thread = opening; thread != null; thread = opening) {
        long left = end - System.nanoTime();
        if (left <= 0) {
          return;
        }
        thread.interrupt();
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized @Nullable Held<?> next() {
    return open.poll();
  }

  private static void close(Held<?> held) {
    try {
      held.close();
    } catch (IOException | RuntimeException e) {
      // The process is ending: the others are still to be closed, and nobody is left to be told.
    }
  }
}
