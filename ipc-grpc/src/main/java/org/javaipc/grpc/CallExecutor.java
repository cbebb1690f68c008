package org.javaipc.grpc;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.javaipc.ResourceLimitException;
import org.javaipc.spi.LibraryThread;

/**
 * Where calls run unless the application says otherwise: a virtual thread for each piece of work. Handlers may block, and the
 * next thread is handed its work without a wake-up while another one runs, which gRPC's own pool needs for each.
 */
final class CallExecutor {
  private static final Executor VIRTUAL_THREADS = CallExecutor::start;

  private CallExecutor() {}

  private static void start(Runnable task) {
    try {
      LibraryThread.start(Thread.ofVirtual().name("javaipc-grpc-call").unstarted(task));
    } catch (ResourceLimitException e) {
      throw new RejectedExecutionException(e.getMessage(), e); // which gRPC's executors undo
    }
  }

  static Executor get() {
    return VIRTUAL_THREADS;
  }
}
