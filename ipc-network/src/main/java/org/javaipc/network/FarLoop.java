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
 * The one thread that carries all streams of this process: begun with the first, it stays for as long as the process, since gRPC
 * needs it until the last connection has closed, and does not say when that is. For any number of threads.
 */
final class FarLoop {
  private static final ThreadFactory THREAD = body -> LibraryThread.once("javaipc-network", body);

  private static final EventLoopGroup GROUP =
      new MultiThreadIoEventLoopGroup(1, THREAD, NioIoHandler.newFactory());

  private FarLoop() {}

  static EventLoopGroup group() {
    return GROUP;
  }

  /** {@return whether the calling thread is that of the loop, which must not wait} */
  static boolean isHere() {
    for (EventExecutor loop : GROUP) {
      if (loop.inEventLoop()) {
        return true;
      }
    }
    return false;
  }

  /** Runs something soon. */
  static void execute(Runnable task) {
    GROUP.execute(task);
  }

  /** {@return what runs a task again and again, a time in nanoseconds between two runs} */
  static Future<?> every(long nanos, Runnable task) {
    return GROUP.scheduleWithFixedDelay(task, nanos, nanos, TimeUnit.NANOSECONDS);
  }
}
