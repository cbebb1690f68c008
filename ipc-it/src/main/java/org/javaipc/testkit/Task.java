package org.javaipc.testkit;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Something that runs on a thread of its own and has to end within a deadline.
 *
 * @param <T> what it results in
 */
final class Task<T> {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  private final String what;
  private final Duration patience;
  private final FutureTask<T> future;
  private final Thread thread;
  private volatile boolean started;

  private Task(String what, Duration patience, Callable<T> body, Thread.Builder builder) {
    this.what = what;
    this.patience = patience;
    this.future =
        new FutureTask<>(() -> {
          started = true;
          return body.call();
        });
    this.thread = builder.name(what).unstarted(future);
  }

  static <T> Task<T> start(String what, Duration patience, Callable<T> body) {
    return start(what, patience, body, Thread.ofPlatform().daemon());
  }

  static <T> Task<T> start(
      String what, Duration patience, Callable<T> body, Thread.Builder builder) {
    Task<T> task = new Task<>(what, patience, body, builder);
    task.thread.start();
    return task;
  }

  Thread thread() {
    return thread;
  }

  boolean isDone() {
    return future.isDone();
  }

  /** Waits for the result; what the task threw is thrown here. */
  T join() throws Exception {
    try {
      return future.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      AssertionError stuck = new AssertionError(describeStuck());
      thread.interrupt();
      throw stuck;
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    }
  }

  private static Exception rethrown(@Nullable Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof Exception exception ? exception : new IllegalStateException(cause);
  }

  /** Waits for the task to fail with an exception of exactly that type, and returns it. */
  <X extends Exception> X joinFailing(Class<X> type) throws Exception {
    T result;
    try {
      result = join();
    } catch (Exception e) {
      if (e.getClass() == type) {
        return type.cast(e);
      }
      throw new AssertionError(what + ": expected " + type.getSimpleName() + " but got " + e, e);
    }
    throw new AssertionError(
        what + ": expected " + type.getSimpleName() + " but it returned " + result);
  }

  /**
   * Gives the task time to reach its wait: until it stops using the processor, or for a moment if
   * it waits by spinning. The test's outcome must be the same if it has not got there yet.
   */
  void settle() throws InterruptedException {
    long end = System.nanoTime() + SETTLE_NANOS;
    int quiet = 0;
    for (long last = -1; quiet < 3 && !isDone() && System.nanoTime() < end; ) {
      Thread.sleep(2);
      long now = cpuNanos();
      quiet = started && now == last ? quiet + 1 : 0;
      last = now;
    }
  }

  /** {@return how long the task has used a processor; 0 for a virtual thread} */
  long cpuNanos() {
    return thread.isVirtual() ? 0 : THREADS.getThreadCpuTime(thread.threadId());
  }

  private String describeStuck() {
    String at =
        Arrays.stream(thread.getStackTrace())
            .map(frame -> "\n    at " + frame)
            .collect(Collectors.joining());
    return what
        + ": has not ended within "
        + patience
        + "; "
        + Seed.describe()
        + "; its thread is "
        + thread.getState()
        + at;
  }
}
