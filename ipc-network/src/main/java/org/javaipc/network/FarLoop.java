package org.javaipc.network;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.javaipc.spi.LibraryThread;

/**
 * The one thread that serves all streams of this process. It starts with the first stream and runs until the process
 * ends, since gRPC needs it until the last connection has closed, and does not say when that is. Any number of threads
 * may use it.
 */
final class FarLoop {
  private static final ThreadFactory THREAD = body -> LibraryThread.once("javaipc-network", body);

  private static final EventLoopGroup GROUP =
      new MultiThreadIoEventLoopGroup(1, THREAD, SturdyIo.factory(NioIoHandler.newFactory()));

  private FarLoop() {}

  static EventLoopGroup group() {
    return GROUP;
  }

  /** {@return whether the calling thread is the loop's, which must not wait} */
  static boolean isHere() {
    for (EventExecutor loop : GROUP) {
      if (loop.inEventLoop()) {
        return true;
      }
    }
    return false;
  }

  /** Runs a task soon, on the loop's thread. */
  static void execute(Runnable task) {
    GROUP.execute(task);
  }

  /** {@return the handle of a task that runs repeatedly, with an interval in nanoseconds} */
  static Future<?> every(long nanos, Runnable task) {
    return GROUP.scheduleWithFixedDelay(() -> survive(task), nanos, nanos, TimeUnit.NANOSECONDS);
  }

  /** Runs a task that has to run again, whatever it throws: Netty would not run it any more. */
  private static void survive(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      SturdyIo.report(e);
    }
  }
}
