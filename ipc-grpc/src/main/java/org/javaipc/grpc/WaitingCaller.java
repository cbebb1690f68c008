package org.javaipc.grpc;

import io.grpc.CallOptions;
import java.util.concurrent.Executor;

/** Tells calls whose caller waits for the answer on its own thread: those of blocking stubs. */
final class WaitingCaller {
  private WaitingCaller() {}

  /**
   * {@return whether the caller waits, so that it may as well read the answer itself} gRPC gives such calls an executor
   * that runs its tasks on the waiting thread; the class is private, and known by its name alone.
   */
  static boolean isKnownBy(CallOptions options) {
    Executor executor = options.getExecutor();
    return executor != null && executor.getClass().getSimpleName().equals("ThreadlessExecutor");
  }
}
