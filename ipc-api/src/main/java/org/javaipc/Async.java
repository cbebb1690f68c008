package org.javaipc;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.javaipc.spi.LibraryThread;
import org.jspecify.annotations.Nullable;

/**
 * A blocking call on a virtual thread of its own, as a future. Cancelling the future interrupts the
 * call and waits for its end, so that what the call has done all the same is not lost.
 *
 * @param <T> what the call returns
 */
final class Async<T extends @Nullable Object> extends CompletableFuture<T> {
  private volatile @Nullable Thread thread;

  private Async() {}

  static <T extends @Nullable Object> CompletableFuture<T> call(String name, Callable<T> call) {
    Async<T> future = new Async<>();
    Thread thread = Thread.ofVirtual().name(name).unstarted(() -> future.run(call));
    future.thread = thread;
    try {
      LibraryThread.start(thread);
    } catch (ResourceLimitException e) {
      future.completeExceptionally(e);
    }
    return future;
  }

  private void run(Callable<T> call) {
    try {
      complete(call.call());
    } catch (InterruptedException e) {
      super.cancel(false);
    } catch (Throwable t) {
      completeExceptionally(t);
    }
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    Thread running = thread;
    boolean interrupted = false;
    while (running != null && !isDone()) {
      running.interrupt();
      try {
        running.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return isCancelled();
  }
}
