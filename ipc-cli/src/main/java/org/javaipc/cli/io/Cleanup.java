package org.javaipc.cli.io;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Closes what a command has open when a signal ends the process, so that nothing is left behind.
 * The virtual machine itself then exits with 128 and the signal's number.
 */
public final class Cleanup {
  private final Deque<Held<?>> open = new ArrayDeque<>();
  private boolean hooked;

  private volatile boolean stopping;

  /**
   * Opens something.
   *
   * @param <T> what it is; its {@code close} may be called from any thread
   */
  @FunctionalInterface
  public interface Opener<T extends AutoCloseable> {
    /** {@return what was opened, without waiting for anybody} */
    T open() throws IOException;
  }

  /**
   * Opens a resource that is closed, before those that were opened earlier, if the process ends
   * before the command has closed it itself. A process that is ending opens nothing more.
   *
   * @param opener opens it
   */
  public synchronized <T extends AutoCloseable> Held<T> hold(Opener<T> opener) throws IOException {
    if (stopping) {
      throw new IOException("the process is ending");
    }
    if (!hooked) {
      Runtime.getRuntime().addShutdownHook(new Thread(this::run, "ipc-cleanup"));
      hooked = true;
    }
    Held<T> held = new Held<>(opener.open());
    open.push(held);
    return held;
  }

  /** {@return whether the process is ending: what fails from now on, fails because of that} */
  public boolean isStopping() {
    return stopping;
  }

  private void run() {
    stopping = true;
    for (Held<?> held = next(); held != null; held = next()) {
      close(held);
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
