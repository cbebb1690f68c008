package org.javaipc.cli.grpc;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.javaipc.IpcContext;
import org.javaipc.grpc.IpcChannelBuilder;

/** A channel to a server, which a signal closes too, so that the server is told of a cancelled call and not of a death. */
final class OpenChannel implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 5;

  private final ManagedChannel channel;
  private final Thread hook = new Thread(this::shutDown, "ipc-grpc-cleanup");

  OpenChannel(String addressOrName) {
    channel =
        IpcChannelBuilder.forAddress(addressOrName)
            .context(IpcContext.builder().build())
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .build();
    Runtime.getRuntime().addShutdownHook(hook);
  }

  ManagedChannel get() {
    return channel;
  }

  /** {@return options of a call} */
  static CallOptions options(String deadline) {
    return deadline.isEmpty()
        ? CallOptions.DEFAULT
        : CallOptions.DEFAULT.withDeadlineAfter(Duration.parse(deadline));
  }

  private void shutDown() {
    channel.shutdownNow();
    try {
      boolean _ = channel.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    shutDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending, and the hook has run or does.
    }
  }
}
