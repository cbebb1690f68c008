package org.javaipc.linux.channel.message;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.javaipc.IpcException;

/** What is left to be written when there is room, by whatever thread. */
final class WhenWritable {
  private static final long PAUSE_MILLIS = 10;

  private WhenWritable() {}

  /** Has the reactor run a task. */
  @FunctionalInterface
  interface Watch {
    /** Has it run the task when there is room. */
    void whenWritable(Runnable task) throws IpcException;
  }

  /**
   * Has a task run when there is room. Where the reactor cannot watch, for lack of a descriptor, it is run
   * after a pause, and looks for itself.
   */
  static void onceWritable(Watch watch, Runnable task) {
    try {
      watch.whenWritable(task);
    } catch (IpcException e) {
      CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS).execute(task);
    }
  }
}
