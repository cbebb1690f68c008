package org.javaipc.grpc;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;

/** A server of {@link Echo} and a channel to it, both closed at the end. */
final class Served implements AutoCloseable {
  private static final AtomicInteger NAMES = new AtomicInteger();

  final String address;
  final Echo echo = new Echo();
  final Server server;
  final ManagedChannel channel;

  Served(
      String scheme,
      UnaryOperator<IpcServerBuilder> ofServer,
      UnaryOperator<IpcChannelBuilder> ofChannel)
      throws IOException {
    address = freshAddress(scheme);
    server = ofServer.apply(IpcServerBuilder.forAddress(address).addService(echo)).build().start();
    channel = ofChannel.apply(IpcChannelBuilder.forAddress(address)).build();
  }

  Served(String scheme, UnaryOperator<IpcServerBuilder> ofServer) throws IOException {
    this(scheme, ofServer, UnaryOperator.identity());
  }

  static Served over(String scheme) throws IOException {
    return new Served(scheme, UnaryOperator.identity());
  }

  static String freshAddress(String scheme) {
    return scheme + ":grpc-test-" + ProcessHandle.current().pid() + "-" + NAMES.incrementAndGet();
  }

  /** {@return the status with which a call fails} */
  static Status failure(ThrowingCallable call) {
    return Assertions.catchThrowableOfType(StatusRuntimeException.class, call).getStatus();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
    Awaitility.await("the channel and the server end")
        .atMost(Duration.ofSeconds(20))
        .until(() -> channel.isTerminated() && server.isTerminated());
  }
}
