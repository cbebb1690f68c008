package org.javaipc.netty;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.javaipc.IpcException;
import org.javaipc.ResourceLimitException;
import org.javaipc.spi.LibraryThread;
import org.jspecify.annotations.Nullable;

/**
 * A virtual thread that waits in an event loop's place, each time the loop asks, and tells it. While it waits, nobody else uses
 * the end on which it waits, but to close it.
 */
final class Watch {
  /** A wait that only what is waited for, a failure, or closing the end can end. */
  @FunctionalInterface
  interface Wait {
    void await() throws IpcException, InterruptedException;
  }

  private enum State {
    IDLE,
    WAITING,
    /** What came of the wait was not taken yet. */
    OVER,
    CLOSED
  }

  private static final long PAUSE_NANOS = 1_000_000;

  private final Wait wait;
  private final Runnable onOver;
  private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
  private @Nullable Thread thread;
  private @Nullable Throwable failure; // of the last wait; handed over by state

  /**
   * Makes one that does not wait yet.
   *
   * @param wait what to do
   * @param onOver told each time a wait is over, on the watching thread, or by {@link #start} where there is none
   */
  Watch(Wait wait, Runnable onOver) {
    this.wait = wait;
    this.onOver = onOver;
  }

  /** {@return whether it waits now, so that the end is not the loop's} */
  boolean isWaiting() {
    return state.get() == State.WAITING;
  }

  /** Begins to wait, unless it does already, or what came of the last wait was not taken yet. */
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

  /** Takes what came of the last wait, while it does not wait; {@return what it failed with, once; null if it did not}. */
  @Nullable Throwable take() {
    state.compareAndSet(State.OVER, State.IDLE);
    Throwable met = failure;
    failure = null;
    return met;
  }

  /** Never waits again. A wait that is going on ends when its end is closed. */
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

  /** What fails for lack of memory is tried again: without it, the loop would never look at the end any more. */
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

  /** {@return whether it is to wait; false once it is closed} */
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
