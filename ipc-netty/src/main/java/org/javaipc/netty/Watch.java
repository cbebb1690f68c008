package org.javaipc.netty;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.javaipc.IpcException;
import org.javaipc.ResourceLimitException;
import org.javaipc.spi.LibraryThread;
import org.jspecify.annotations.Nullable;

/**
 * A virtual thread that waits on behalf of an event loop, each time the loop asks, and then wakes the loop. While it
 * waits, no other thread uses the end on which it waits, except to close it.
 */
final class Watch {
  /** A wait that ends only when its condition holds, when it fails, or when the end is closed. */
  @FunctionalInterface
  interface Wait {
    void await() throws IpcException, InterruptedException;
  }

  private enum State {
    IDLE,
    WAITING,
    /** The result of the wait has not been taken yet. */
    OVER,
    CLOSED
  }

  private static final long PAUSE_NANOS = 1_000_000;

  private final Wait wait;
  private final Runnable onOver;
  private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
  private @Nullable Thread thread;
  private @Nullable Throwable failure; // of the last wait; published by state

  /**
   * Makes a watch that does not wait yet.
   *
   * @param wait what to do
   * @param onOver run each time a wait is over, on the watching thread, or by {@link #start} if there is none
   */
  Watch(Wait wait, Runnable onOver) {
    this.wait = wait;
    this.onOver = onOver;
  }

  /** {@return whether it is waiting now, so that the loop must not use the end} */
  boolean isWaiting() {
    return state.get() == State.WAITING;
  }

  /** Begins to wait, unless it is waiting already or the result of the last wait has not been taken yet. */
  void start() {
    if (!state.compareAndSet(State.IDLE, State.WAITING)) {
      return;
    }
    if (thread != null) {
      LockSupport.unpark(thread);
      return;
    }
    try {
      Thread fresh = Thread.ofVirtual().name("javaipc-netty").unstarted(this::run);
      LibraryThread.start(fresh);
      thread = fresh;
    } catch (ResourceLimitException | RuntimeException | Error e) {
      failure = e;
      if (state.compareAndSet(State.WAITING, State.OVER)) {
        onOver.run();
      }
    }
  }

  /**
   * Takes the result of the last wait, while it is not waiting; {@return its failure, once; null if it did not fail}.
   */
  @Nullable Throwable take() {
    state.compareAndSet(State.OVER, State.IDLE);
    Throwable met = failure;
    failure = null;
    return met;
  }

  /** Stops for good. A wait in progress ends when its end is closed. */
  void close() {
    state.set(State.CLOSED);
    LockSupport.unpark(thread);
  }

  private void run() {
    while (awaitTurn()) {
      try {
        wait.await();
      } catch (IpcException | InterruptedException | RuntimeException | Error e) {
        failure = e;
      }
      if (!state.compareAndSet(State.WAITING, State.OVER)) {
        return;
      }
      tell();
    }
  }

  /** Retries after a failure for lack of memory; otherwise the loop would never check the end again. */
  private void tell() {
    boolean told = false;
    while (!told && state.get() == State.OVER) {
      try {
        onOver.run();
        told = true;
      } catch (OutOfMemoryError | StackOverflowError e) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  /** {@return whether it has to wait; false once it is closed} */
  private boolean awaitTurn() {
    while (true) {
      switch (state.get()) {
        case WAITING -> {
          return true;
        }
        case CLOSED -> {
          return false;
        }
        case IDLE, OVER -> LockSupport.park(this);
      }
    }
  }
}
