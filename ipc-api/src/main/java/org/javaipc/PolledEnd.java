package org.javaipc;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;
import org.javaipc.spi.LibraryThread;
import org.jspecify.annotations.Nullable;

/** One end in a {@link Poller}: used by the polling thread, or waited for by a virtual one. */
abstract sealed class PolledEnd
    permits PolledReceiver, PolledListener, PolledServer, PolledWaitable, PolledWakeup {
  /** What {@link #poll} returns when the end has left the poller. */
  static final int LEFT = -1;

  private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

  private static final long PAUSE_NANOS = 1_000_000;

  private final Waitable end;
  private @Nullable Thread waiting;
  private boolean left;
  private volatile @Nullable Throwable failure;

  PolledEnd(Waitable end) {
    this.end = end;
  }

  /** {@return how much was handled; 0 if there is nothing now; {@link #LEFT}} */
  abstract int poll();

  @SuppressWarnings("ReferenceEquality") // this very end
  final boolean isOf(Waitable other) {
    return end == other;
  }

  /** The poller has released it. */
  final void leave() {
    left = true;
  }

  final boolean hasLeft() {
    return left;
  }

  /** Throws what the waiting thread met, once. */
  final void throwFailure() throws IpcException {
    Throwable met = failure;
    failure = null;
    switch (met) {
      case null -> {}
      case IpcException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(met);
    }
  }

  /**
   * Waits on a virtual thread until there is something, and then joins the queue.
   *
   * @return whether it does; false if no thread can be made now
   */
  final boolean arm(Queue<PolledEnd> woken) {
    Thread thread = Thread.ofVirtual().name("javaipc-poller").unstarted(() -> awaitReady(woken));
    try {
      LibraryThread.start(thread);
      waiting = thread;
      return true;
    } catch (ResourceLimitException e) {
      return false;
    }
  }

  private void awaitReady(Queue<PolledEnd> woken) {
    try {
      while (!end.awaitReady(FOREVER)) {
        Thread.onSpinWait(); // three centuries are over
      }
    } catch (InterruptedException e) {
      return; // disarmed
    } catch (IpcException | RuntimeException | Error e) {
      failure = e;
    }
    join(woken);
  }

  /** Without its place in the queue, nobody would look at this end any more. */
  private void join(Queue<PolledEnd> woken) {
    boolean joined = false;
    while (!joined) {
      try {
        joined = woken.add(this);
      } catch (OutOfMemoryError | StackOverflowError e) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  /** Stops waiting; returns when the end is not used any more. */
  final void disarm() {
    Thread thread = waiting;
    if (thread == null) {
      return;
    }
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
