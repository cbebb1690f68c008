package org.javaipc.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many clients of one server, each with a connection of its own. */
class ManyClientsTest {
  private static final Duration DEADLINE = Duration.ofMinutes(4);

  @ParameterizedTest
  @ValueSource(strings = {"shm", "unix"})
  @DisplayName("100 clients are served at once, again and again, and leave nothing open")
  void hundred(String scheme) throws Exception {
    serve(scheme, 100);
  }

  @ParameterizedTest
  @ValueSource(strings = {"shm", "unix"})
  @Tag("soak")
  @DisplayName("1,000 clients are served at once, again and again, and leave nothing open")
  void thousand(String scheme) throws Exception {
    serve(scheme, 1000);
  }

  private static void serve(String scheme, int clients) throws Exception {
    String address = Served.freshAddress(scheme) + "?capacity=16KiB&clients=" + clients;
    Server server = IpcServerBuilder.forAddress(address).addService(new Echo()).build().start();
    List<ManagedChannel> channels = new ArrayList<>();
    try {
      for (int i = 0; i < clients; i++) {
        channels.add(IpcChannelBuilder.forAddress(address).build());
      }
      for (int round = 0; round < 3; round++) {
        List<Future<String>> answers = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
          CallOptions waits = CallOptions.DEFAULT.withWaitForReady().withDeadlineAfter(DEADLINE);
          answers.add(
              ClientCalls.futureUnaryCall(channels.get(i).newCall(Echo.SAY, waits), "client " + i));
        }
        for (int i = 0; i < clients; i++) {
          assertThat(answers.get(i).get()).isEqualTo("client " + i);
        }
      }
    } finally {
      channels.forEach(ManagedChannel::shutdown);
      Awaitility.await()
          .atMost(DEADLINE)
          .until(() -> channels.stream().allMatch(ManagedChannel::isTerminated));
      assertThat(server.shutdown().awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }
  }
}
