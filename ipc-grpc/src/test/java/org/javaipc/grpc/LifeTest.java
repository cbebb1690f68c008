package org.javaipc.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ConnectivityState;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.TlsChannelCredentials;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.javaipc.ChannelBusyException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How servers and channels begin, end, die and come back. */
class LifeTest {
  private static final Duration DEADLINE = Duration.ofMinutes(1);

  @ParameterizedTest
  @ValueSource(strings = {"shm", "unix", "fifo", "mmap"})
  @DisplayName("a server that is killed ends its calls with UNAVAILABLE and says that it died")
  void deathOfTheServerIsUnavailable(String scheme) throws Exception {
    String address = Served.freshAddress(scheme);
    Process process = EchoProcess.start(address);
    ManagedChannel channel = IpcChannelBuilder.forAddress(address).build();
    try {
      assertThat(Echo.say(channel, "hello")).isEqualTo("hello");
      Future<String> held =
          ClientCalls.futureUnaryCall(channel.newCall(Echo.HOLD, CallOptions.DEFAULT), "x");
      assertThat(Echo.say(channel, "after the held call")).isNotEmpty();
      process.destroyForcibly().waitFor();
      Awaitility.await().atMost(DEADLINE).until(held::isDone);
      Status status = Status.fromThrowable(held.exceptionNow());
      assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(status.getDescription()).contains("died").contains("" + process.pid());
    } finally {
      channel.shutdownNow().awaitTermination(20, TimeUnit.SECONDS);
      process.destroyForcibly();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"shm", "unix"})
  @DisplayName(
      "a stream whose server is killed has all that came, in order, and then says that it died")
  void deathInTheMiddleOfAStream(String scheme) throws Exception {
    String address = Served.freshAddress(scheme);
    Process process = EchoProcess.start(address);
    ManagedChannel channel = IpcChannelBuilder.forAddress(address).build();
    try {
      Iterator<String> numbers =
          ClientCalls.blockingServerStreamingCall(channel, Echo.COUNT, CallOptions.DEFAULT, "go");
      for (int i = 0; i < 10_000; i++) {
        assertThat(numbers.next()).isEqualTo(Integer.toString(i));
      }
      process.destroyForcibly().waitFor();
      Status status =
          Served.failure(() -> {
            for (int i = 10_000; ; i++) {
              assertThat(numbers.next()).isEqualTo(Integer.toString(i));
            }
          });
      assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(status.getDescription()).contains("died");
    } finally {
      channel.shutdownNow().awaitTermination(20, TimeUnit.SECONDS);
      process.destroyForcibly();
    }
  }

  @Test
  @DisplayName(
      "an address without messages, of a transport that is missing, or of none is said by both sides")
  void addressesThatCannotDo() throws Exception {
    Map<String, String> wrong =
        Map.of(
            "unix:x?framing=none", "ipc-netty",
            "carrier:x", "carrier",
            "shm:x?colour=red", "colour");
    for (Map.Entry<String, String> each : wrong.entrySet()) {
      Server server = IpcServerBuilder.forAddress(each.getKey()).addService(new Echo()).build();
      assertThatThrownBy(server::start).hasMessageContaining(each.getValue());
      ManagedChannel channel = IpcChannelBuilder.forAddress(each.getKey()).build();
      Status status = Served.failure(() -> Echo.say(channel, "hello"));
      assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(status.getDescription()).contains(each.getValue());
      channel.shutdownNow().awaitTermination(20, TimeUnit.SECONDS);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("a program without the module of its transport says which is missing")
  void transportIsMissing(boolean modules) throws Exception {
    Process process = EchoProcess.withoutTransports(modules);
    String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isNotZero();
    assertThat(said)
        .contains("TransportUnavailableException", "add the artifact org.javaipc:ipc-shm");
  }

  @Test
  @DisplayName("a channel finds a server that was started again")
  void channelsReconnect() throws Exception {
    String address = Served.freshAddress("shm");
    ManagedChannel channel = IpcChannelBuilder.forAddress(address).build();
    try {
      for (int round = 0; round < 3; round++) {
        Process process = EchoProcess.start(address);
        assertThat(
                ClientCalls.blockingUnaryCall(
                    channel,
                    Echo.SAY,
                    CallOptions.DEFAULT.withWaitForReady().withDeadlineAfter(DEADLINE),
                    "again"))
            .isEqualTo("again");
        process.destroyForcibly().waitFor();
      }
    } finally {
      channel.shutdownNow().awaitTermination(20, TimeUnit.SECONDS);
    }
  }

  @Test
  @DisplayName("without a server a call fails soon, names the address, and says what to do")
  void noServerIsUnavailable() throws Exception {
    String address = Served.freshAddress("shm");
    ManagedChannel channel = IpcChannelBuilder.forAddress(address).build();
    try {
      Status status = Served.failure(() -> Echo.say(channel, "hello"));
      assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(status.getDescription())
          .contains("cannot connect to " + address)
          .contains("start");
    } finally {
      channel.shutdownNow().awaitTermination(20, TimeUnit.SECONDS);
    }
  }

  @Test
  @DisplayName("a server that shuts down finishes its calls and takes no new ones")
  void shutdownFinishesCalls() throws Exception {
    try (Served served = Served.over("shm")) {
      Future<String> held =
          ClientCalls.futureUnaryCall(
              served.channel.newCall(Echo.HOLD, CallOptions.DEFAULT), "kept");
      served.echo.awaitHeld();
      served.server.shutdown();
      Awaitility.await()
          .atMost(DEADLINE)
          .until(() -> served.channel.getState(false) != ConnectivityState.READY);
      served.echo.release();
      assertThat(held.get(60, TimeUnit.SECONDS)).isEqualTo("kept");
      assertThat(served.server.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
      assertThat(Served.failure(() -> Echo.say(served.channel, "late")).getCode())
          .isEqualTo(Status.Code.UNAVAILABLE);
    }
  }

  @Test
  @DisplayName("a target of gRPC names an address, also where other transports are on the path")
  void targetsAreResolved() throws Exception {
    try (Served served = Served.over("shm")) {
      String target = "ipc:///" + served.address;
      for (ManagedChannel channel :
          List.of(
              IpcChannelBuilder.forTarget(target).build(),
              Grpc.newChannelBuilder(target, InsecureChannelCredentials.create()).build())) {
        assertThat(Echo.say(channel, "by target")).isEqualTo("by target");
        channel.shutdownNow().awaitTermination(20, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  @DisplayName("credentials that only a network needs are refused with what to use instead")
  void credentialsAreRefused() {
    assertThatThrownBy(
            () -> Grpc.newChannelBuilder("ipc:///orders", TlsChannelCredentials.create()).build())
        .hasMessageContaining("InsecureChannelCredentials");
  }

  @Test
  @DisplayName("a target with a host is refused with the form that is right")
  void targetsWithAHostAreRefused() {
    assertThatThrownBy(() -> IpcChannelBuilder.forTarget("ipc://host/orders").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ipc:///orders");
  }

  @ParameterizedTest
  @ValueSource(strings = {"shm", "unix"})
  @DisplayName("many threads call at once over one connection, with long headers, too")
  void manyThreadsShareAConnection(String scheme) throws Exception {
    try (Served served = new Served(scheme, builder -> builder.maxInboundMetadataSize(1 << 20))) {
      Metadata headers = new Metadata();
      headers.put(Metadata.Key.of("long", Metadata.ASCII_STRING_MARSHALLER), "x".repeat(200_000));
      Channel withHeaders =
          ClientInterceptors.intercept(
              served.channel, MetadataUtils.newAttachHeadersInterceptor(headers));
      List<Future<?>> callers = new ArrayList<>();
      try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
        for (int i = 0; i < 8; i++) {
          Channel channel = i < 2 ? withHeaders : served.channel;
          int calls = i < 2 ? 20 : 1000;
          callers.add(threads.submit(() -> sayOften(channel, calls)));
        }
      }
      for (Future<?> caller : callers) {
        caller.get();
      }
    }
  }

  private static void sayOften(Channel channel, int calls) {
    for (int i = 0; i < calls; i++) {
      assertThat(Echo.say(channel, "call " + i)).isEqualTo("call " + i);
    }
  }

  @Test
  @DisplayName("a second server of one address is refused with its cause")
  void secondServerIsRefused() throws Exception {
    try (Served served = Served.over("shm")) {
      Server second = IpcServerBuilder.forAddress(served.address).addService(new Echo()).build();
      assertThat(catchThrowable(second::start))
          .isInstanceOf(ChannelBusyException.class)
          .hasMessageContaining(served.address.substring("shm:".length()));
      assertThat(Echo.say(served.channel, "the first")).isEqualTo("the first");
    }
  }
}
