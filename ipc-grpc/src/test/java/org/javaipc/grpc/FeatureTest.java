package org.javaipc.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ClientStreamTracer;
import io.grpc.ConnectivityState;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.NameResolverRegistry;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.channelz.v1.ChannelzGrpc;
import io.grpc.channelz.v1.ChannelzGrpc.ChannelzBlockingStub;
import io.grpc.channelz.v1.GetServerSocketsRequest;
import io.grpc.channelz.v1.GetServersRequest;
import io.grpc.channelz.v1.GetSocketRequest;
import io.grpc.channelz.v1.GetTopChannelsRequest;
import io.grpc.channelz.v1.Socket;
import io.grpc.channelz.v1.SocketRef;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.services.ChannelzService;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.javaipc.IpcContext;
import org.javaipc.PeerCredentials;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What gRPC has beside plain calls works over addresses of ours as over a network. */
class FeatureTest {
  private static final Duration DEADLINE = Duration.ofMinutes(1);
  private static final Metadata.Key<byte[]> BINARY =
      Metadata.Key.of("every-byte-bin", Metadata.BINARY_BYTE_MARSHALLER);

  @Test
  @DisplayName("the health service answers, and tells who watches of a change")
  void health() throws Exception {
    HealthStatusManager health = new HealthStatusManager();
    try (Served served =
        new Served("shm", builder -> builder.addService(health.getHealthService()))) {
      health.setStatus("orders", ServingStatus.SERVING);
      Iterator<HealthCheckResponse> watch =
          HealthGrpc.newBlockingStub(served.channel)
              .withDeadlineAfter(DEADLINE)
              .watch(HealthCheckRequest.newBuilder().setService("orders").build());
      assertThat(watch.next().getStatus()).isEqualTo(ServingStatus.SERVING);
      health.setStatus("orders", ServingStatus.NOT_SERVING);
      assertThat(watch.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
    }
  }

  @Test
  @DisplayName("server reflection lists the services")
  void reflection() throws Exception {
    try (Served served =
        new Served(
            "shm",
            builder ->
                builder
                    .addService(new HealthStatusManager().getHealthService())
                    .addService(ProtoReflectionServiceV1.newInstance()))) {
      BlockingClientCall<ServerReflectionRequest, ServerReflectionResponse> call =
          ClientCalls.blockingBidiStreamingCall(
              served.channel,
              ServerReflectionGrpc.getServerReflectionInfoMethod(),
              CallOptions.DEFAULT.withDeadlineAfter(DEADLINE));
      call.write(ServerReflectionRequest.newBuilder().setListServices("*").build());
      assertThat(call.read().getListServicesResponse().getServiceList())
          .extracting(ServiceResponse::getName)
          .contains("grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection");
      call.halfClose();
      assertThat(call.read()).as("the end").isNull();
    }
  }

  @Test
  @DisplayName("channelz knows the server, its connections with their calls, and the channel")
  void channelz() throws Exception {
    try (Served served =
        new Served("unix", builder -> builder.addService(ChannelzService.newInstance(1000)))) {
      Echo.say(served.channel, "counted");
      ChannelzBlockingStub channelz = ChannelzGrpc.newBlockingStub(served.channel);
      List<Socket> sockets =
          channelz.getServers(GetServersRequest.getDefaultInstance()).getServerList().stream()
              .map(server -> server.getRef().getServerId())
              .map(id -> GetServerSocketsRequest.newBuilder().setServerId(id).build())
              .flatMap(request -> channelz.getServerSockets(request).getSocketRefList().stream())
              .map(SocketRef::getSocketId)
              .map(id -> GetSocketRequest.newBuilder().setSocketId(id).build())
              .map(request -> channelz.getSocket(request).getSocket())
              .filter(
                  socket -> socket.getLocal().getOtherAddress().getName().equals(served.address))
              .toList();
      assertThat(sockets).hasSize(1);
      assertThat(sockets.getFirst().getRemote().getOtherAddress().getName())
          .contains("pid=" + ProcessHandle.current().pid());
      assertThat(sockets.getFirst().getData().getStreamsStarted()).isPositive();
      assertThat(sockets.getFirst().getData().getMessagesReceived()).isPositive();
      assertThat(
              channelz.getTopChannels(GetTopChannelsRequest.getDefaultInstance()).getChannelList())
          .anySatisfy(channel -> assertThat(channel.getData().getCallsSucceeded()).isPositive());
    }
  }

  @Test
  @DisplayName("a retry policy of the service config repeats calls, and tells the server so")
  void retries() throws Exception {
    AtomicInteger attempts = new AtomicInteger();
    AtomicReference<String> told = new AtomicReference<>();
    Metadata.Key<String> previous =
        Metadata.Key.of("grpc-previous-rpc-attempts", Metadata.ASCII_STRING_MARSHALLER);
    ServerInterceptor flaky =
        intercept((call, headers) -> {
          told.set(headers.get(previous));
          return attempts.incrementAndGet() < 3 ? Status.UNAVAILABLE : null;
        });
    Map<String, ?> policy =
        Map.of(
            "maxAttempts",
            3.0,
            "initialBackoff",
            "0.001s",
            "maxBackoff",
            "0.01s",
            "backoffMultiplier",
            1.0,
            "retryableStatusCodes",
            List.of("UNAVAILABLE"));
    Map<String, ?> config =
        Map.of(
            "methodConfig",
            List.of(Map.of("name", List.of(Map.of("service", "Echo")), "retryPolicy", policy)));
    try (Served served =
        new Served(
            "shm",
            builder -> builder.intercept(flaky),
            builder -> builder.defaultServiceConfig(config))) {
      assertThat(Echo.say(served.channel, "third time lucky")).isEqualTo("third time lucky");
      assertThat(attempts).hasValue(3);
      assertThat(told).hasValue("2");
    }
  }

  @Test
  @DisplayName("a call that waits for the server is made when it has come")
  void waitForReady() throws Exception {
    String address = Served.freshAddress("shm");
    ManagedChannel channel = IpcChannelBuilder.forAddress(address).build();
    Future<String> early =
        ClientCalls.futureUnaryCall(
            channel.newCall(
                Echo.SAY, CallOptions.DEFAULT.withWaitForReady().withDeadlineAfter(DEADLINE)),
            "early");
    Awaitility.await()
        .atMost(DEADLINE)
        .until(() -> channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE);
    assertThat(early.isDone()).isFalse();
    Server server = IpcServerBuilder.forAddress(address).addService(new Echo()).build().start();
    try {
      assertThat(early.get(60, TimeUnit.SECONDS)).isEqualTo("early");
    } finally {
      channel.shutdownNow().awaitTermination(20, TimeUnit.SECONDS);
      server.shutdownNow().awaitTermination(20, TimeUnit.SECONDS);
    }
  }

  @Test
  @DisplayName("compressed messages are shorter in both directions, and arrive as they were")
  void compression() throws Exception {
    ServerInterceptor zipped =
        intercept((call, headers) -> {
          call.setCompression("gzip");
          return null;
        });
    try (Served served = new Served("shm", builder -> builder.intercept(zipped))) {
      Bytes bytes = new Bytes();
      String text = "x".repeat(100_000);
      assertThat(
              ClientCalls.blockingUnaryCall(
                  served.channel,
                  Echo.SAY,
                  CallOptions.DEFAULT.withCompression("gzip").withStreamTracerFactory(bytes),
                  text))
          .isEqualTo(text);
      assertThat(bytes.sent).hasPositiveValue().hasValueLessThan(10_000);
      assertThat(bytes.received).hasPositiveValue().hasValueLessThan(10_000);
    }
  }

  @Test
  @DisplayName("a message over a limit ends its call with the limit, and the connection goes on")
  void messageLimits() throws Exception {
    try (Served served =
        new Served(
            "shm",
            builder -> builder.maxInboundMessageSize(2000),
            builder -> builder.maxInboundMessageSize(1000))) {
      for (int length : new int[] {1500, 2500, 1_000_000}) {
        Status status = Served.failure(() -> Echo.say(served.channel, "x".repeat(length)));
        assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(status.getDescription()).contains(length > 2000 ? "2000" : "1000");
      }
      assertThat(Echo.say(served.channel, "x".repeat(1000))).hasSize(1000);
    }
  }

  @Test
  @DisplayName("binary metadata passes interceptors of both sides with every byte as it was")
  void binaryMetadata() throws Exception {
    byte[] every = new byte[256];
    for (int i = 0; i < every.length; i++) {
      every[i] = (byte) i;
    }
    try (Served served = new Served("shm", builder -> builder.intercept(mirror()))) {
      Metadata sent = new Metadata();
      sent.put(BINARY, every);
      sent.put(BINARY, new byte[0]);
      AtomicReference<Metadata> headers = new AtomicReference<>();
      AtomicReference<Metadata> trailers = new AtomicReference<>();
      Channel channel =
          ClientInterceptors.intercept(
              served.channel,
              MetadataUtils.newCaptureMetadataInterceptor(headers, trailers),
              MetadataUtils.newAttachHeadersInterceptor(sent));
      assertThat(Echo.say(channel, "text")).isEqualTo("text");
      assertThat(headers.get().getAll(BINARY)).containsExactly(every, new byte[0]);
      assertThat(trailers.get().getAll(BINARY)).containsExactly(every, new byte[0]);
    }
  }

  @Test
  @DisplayName("the attributes of a call tell pid, uid and gid of the caller")
  void callerIsKnown() throws Exception {
    AtomicReference<PeerCredentials> caller = new AtomicReference<>();
    ServerInterceptor asks =
        intercept((call, headers) -> {
          GrpcAddress remote =
              (GrpcAddress) call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
          caller.set(remote.peer().orElseThrow());
          return null;
        });
    try (Served served = new Served("unix", builder -> builder.intercept(asks))) {
      Echo.say(served.channel, "who am I?");
      assertThat(caller.get().pid()).isEqualTo(ProcessHandle.current().pid());
      assertThat(caller.get().uid()).isEqualTo(own("uid"));
      assertThat(caller.get().gid()).isEqualTo(own("gid"));
    }
  }

  @Test
  @DisplayName("a target names a logical name, which the configuration resolves")
  void targetsAreConfigured() throws Exception {
    String address = Served.freshAddress("shm");
    IpcContext context = IpcContext.builder().channels(Map.of("orders", address)).build();
    Server server =
        IpcServerBuilder.forAddress("orders")
            .context(context)
            .addService(new Echo())
            .build()
            .start();
    ManagedChannel channel = IpcChannelBuilder.forTarget("ipc:///orders").context(context).build();
    try {
      assertThat(Echo.say(channel, "by name")).isEqualTo("by name");
      ManagedChannel other =
          Grpc.newChannelBuilder("ipc:///" + address, InsecureChannelCredentials.create()).build();
      assertThat(Echo.say(other, "by address")).isEqualTo("by address");
      other.shutdownNow().awaitTermination(20, TimeUnit.SECONDS);
    } finally {
      channel.shutdownNow().awaitTermination(20, TimeUnit.SECONDS);
      server.shutdownNow().awaitTermination(20, TimeUnit.SECONDS);
    }
  }

  @Test
  @DisplayName("a target without a scheme is the name of a host, as without this library")
  void plainTargets() {
    assertThat(NameResolverRegistry.getDefaultRegistry().getDefaultScheme()).isEqualTo("dns");
  }

  private static int own(String attribute) throws IOException {
    return (int) Files.getAttribute(Path.of("/proc/self"), "unix:" + attribute);
  }

  /** What an interceptor does: {@code null} lets the call through, a status ends it. */
  private interface Look {
    Status at(ServerCall<?, ?> call, Metadata headers);
  }

  private static ServerInterceptor intercept(Look look) {
    return new ServerInterceptor() {
      @Override
      public <Q, S> ServerCall.Listener<Q> interceptCall(
          ServerCall<Q, S> call, Metadata headers, ServerCallHandler<Q, S> next) {
        Status end = look.at(call, headers);
        if (end == null) {
          return next.startCall(call, headers);
        }
        call.close(end, new Metadata());
        return new ServerCall.Listener<>() {};
      }
    };
  }

  /** Sends the binary headers of the client back as headers and as trailers. */
  private static ServerInterceptor mirror() {
    return new ServerInterceptor() {
      @Override
      public <Q, S> ServerCall.Listener<Q> interceptCall(
          ServerCall<Q, S> call, Metadata sent, ServerCallHandler<Q, S> next) {
        return next.startCall(
            new SimpleForwardingServerCall<>(call) {
              @Override
              public void sendHeaders(Metadata headers) {
                sent.getAll(BINARY).forEach(value -> headers.put(BINARY, value));
                super.sendHeaders(headers);
              }

              @Override
              public void close(Status status, Metadata trailers) {
                sent.getAll(BINARY).forEach(value -> trailers.put(BINARY, value));
                super.close(status, trailers);
              }
            },
            sent);
      }
    };
  }

  /** Counts what a call sends and receives, as long as it is under way. */
  private static final class Bytes extends ClientStreamTracer.Factory {
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong received = new AtomicLong();

    @Override
    public ClientStreamTracer newClientStreamTracer(
        ClientStreamTracer.StreamInfo info, Metadata headers) {
      return new ClientStreamTracer() {
        @Override
        public void outboundWireSize(long bytes) {
          sent.addAndGet(bytes);
        }

        @Override
        public void inboundWireSize(long bytes) {
          received.addAndGet(bytes);
        }
      };
    }
  }
}
