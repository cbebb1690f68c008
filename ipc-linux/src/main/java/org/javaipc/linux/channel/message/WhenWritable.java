package org.javaipc.linux.channel.message;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.javaipc.IpcException;

/** Writes the rest when there is room, on any thread. */
final class WhenWritable {
  private static final long PAUSE_MILLIS = 10;

  private WhenWritable() {}

  /** Makes the reactor run a task. */
  @FunctionalInterface
  interface Watch {
    /** Has it run the task when there is room. */
    void whenWritable(Runnable task) throws IpcException;
  }

  /**
   * Runs a task when there is room. If the reactor cannot watch, for lack of a descriptor, the task runs after a pause,
   * and checks for itself.
   */
  static void onceWritable(Watch watch, Runnable task) {
    try {
      watch.whenWritable(task);
    } catch (IpcException e) {
      CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS).execute(task);
    }
  }
}
