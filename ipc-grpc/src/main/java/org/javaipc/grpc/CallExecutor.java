package org.javaipc.grpc;

import java.util.concurrent.Executor;

/**
 * Where calls run unless the application says otherwise: a virtual thread for each piece of work. Handlers may block, and the
 * next thread is handed its work without a wake-up while another one runs, which gRPC's own pool needs for each.
 */
final class CallExecutor {
  private static final Executor VIRTUAL_THREADS =
      task -> Thread.ofVirtual().name("javaipc-grpc-call").start(task);

  private CallExecutor() {}

  static Executor get() {
    return VIRTUAL_THREADS;
  }
}
