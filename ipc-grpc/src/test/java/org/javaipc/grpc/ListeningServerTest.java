package org.javaipc.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Attributes;
import io.grpc.Metadata;
import io.grpc.internal.ServerListener;
import io.grpc.internal.ServerStream;
import io.grpc.internal.ServerTransport;
import io.grpc.internal.ServerTransportListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.javaipc.Connection;
import org.javaipc.Ipc;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Errors under the thread that accepts clients. */
class ListeningServerTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Test
  @DisplayName(
      "a client that cannot be served, for lack of memory, is closed, and the next is served")
  void errorOfOneClient() throws Exception {
    String address = Served.freshAddress("shm");
    FailsOnce owner = new FailsOnce();
    ListeningServer server =
        new ListeningServer(
            new GrpcAddress(address),
            List.of(),
            new ServerSettings(Ipc.context(), 1 << 20, 1 << 13, 100));
    server.start(owner);
    try (Connection first = Ipc.connect(address)) {
      assertThat(first.receiver().receive(PATIENCE).orNull()).as("nothing but the end").isNull();
      assertThat(first.receiver().isEnded()).isTrue();
      try (Connection _ = Ipc.connect(address)) {
        Awaitility.await("the next client is served")
            .atMost(PATIENCE)
            .until(() -> owner.served.get() == 1);
      }
    } finally {
      server.shutdown();
    }
  }

  /** The first client is served when there is no memory left. */
  private static final class FailsOnce implements ServerListener {
    private final AtomicInteger served = new AtomicInteger(-1);

    @Override
    public ServerTransportListener transportCreated(ServerTransport transport) {
      if (served.getAndIncrement() < 0) {
        throw new OutOfMemoryError("on purpose");
      }
      return new Idle();
    }

    @Override
    public void serverShutdown() {}
  }

  private static final class Idle implements ServerTransportListener {
    @Override
    public void streamCreated(ServerStream stream, String method, Metadata headers) {}

    @Override
    public Attributes transportReady(Attributes attributes) {
      return attributes;
    }

    @Override
    public void transportTerminated() {}
  }
}
