package org.javaipc.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** gRPC's own Netty transport, HTTP/2, over channels of ours. */
@SuppressWarnings("FutureReturnValueIgnored") // a failure is told to the pipeline
class GrpcTest {
  private static final MethodDescriptor<byte[], byte[]> ECHO =
      MethodDescriptor.<byte[], byte[]>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName("org.javaipc.Echo/say")
          .setRequestMarshaller(new Bytes())
          .setResponseMarshaller(new Bytes())
          .build();

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(2, IpcIoHandler.newFactory());
  private final EventLoopGroup sockets =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final List<ManagedChannel> channels = new ArrayList<>();
  private Server server;

  /** What goes over the wire is the message. */
  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @AfterEach
  void close() throws InterruptedException {
    for (ManagedChannel channel : channels) {
      channel.shutdownNow().awaitTermination(20, TimeUnit.SECONDS);
    }
    if (server != null) {
      server.shutdownNow().awaitTermination(20, TimeUnit.SECONDS);
    }
    sockets.shutdownGracefully(0, 5, TimeUnit.SECONDS).await();
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).await();
  }

  private void serve(IpcSocketAddress address) throws IOException {
    serve(
        NettyServerBuilder.forAddress(address)
            .channelFactory(IpcServerChannel::new)
            .bossEventLoopGroup(group)
            .workerEventLoopGroup(group));
  }

  private void serve(NettyServerBuilder builder) throws IOException {
    server =
        builder
            .addService(
                ServerServiceDefinition.builder("org.javaipc.Echo")
                    .addMethod(
                        ECHO,
                        ServerCalls.asyncUnaryCall((request, answers) -> {
                          answers.onNext(request);
                          answers.onCompleted();
                        }))
                    .build())
            .build()
            .start();
  }

  private ManagedChannel ours(IpcSocketAddress address) {
    return opened(
        NettyChannelBuilder.forAddress(address)
            .channelFactory(IpcChannel::new, IpcSocketAddress.class)
            .eventLoopGroup(group)
            .usePlaintext()
            .build());
  }

  private ManagedChannel opened(ManagedChannel channel) {
    channels.add(channel);
    return channel;
  }

  private static byte[] say(ManagedChannel channel, byte[] what) {
    return ClientCalls.blockingUnaryCall(
        channel, ECHO, CallOptions.DEFAULT.withDeadlineAfter(Wire.DEADLINE), what);
  }

  @ParameterizedTest
  @MethodSource("org.javaipc.netty.Addresses#schemes")
  @DisplayName("calls of all sizes go over HTTP/2 on the transport")
  void calls(String scheme) throws Exception {
    IpcSocketAddress address = Addresses.fresh(scheme);
    serve(address);
    ManagedChannel channel = ours(address);
    for (int length : new int[] {0, 1, 1000, 100_000, 3_000_000}) {
      byte[] message = Buffers.random(length, length);
      assertThat(say(channel, message)).isEqualTo(message);
    }
  }

  @Test
  @DisplayName("where no server is listening a call fails as UNAVAILABLE and says what to do")
  void unavailable() {
    ManagedChannel channel = ours(Addresses.fresh("shm"));
    StatusRuntimeException failure =
        catchThrowableOfType(StatusRuntimeException.class, () -> say(channel, new byte[1]));
    assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(failure).hasStackTraceContaining("start it first");
  }

  @Test
  @DisplayName(
      "a stock gRPC client on a plain Unix socket calls a server at unix:PATH?framing=none")
  void stockClient(@TempDir Path folder) throws Exception {
    Path socket = folder.resolve("s");
    serve(IpcSocketAddress.of("unix:" + socket + "?framing=none"));
    ManagedChannel stock =
        opened(
            NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket))
                .channelType(NioDomainSocketChannel.class, UnixDomainSocketAddress.class)
                .eventLoopGroup(sockets)
                .usePlaintext()
                .build());
    for (int length : new int[] {0, 1, 100_000, 3_000_000}) {
      byte[] message = Buffers.random(length, length);
      assertThat(say(stock, message)).isEqualTo(message);
    }
  }

  @Test
  @DisplayName("our client calls a stock gRPC server on a plain Unix socket")
  void stockServer(@TempDir Path folder) throws Exception {
    Path socket = folder.resolve("s");
    serve(
        NettyServerBuilder.forAddress(UnixDomainSocketAddress.of(socket))
            .channelType(NioServerDomainSocketChannel.class)
            .bossEventLoopGroup(sockets)
            .workerEventLoopGroup(sockets));
    ManagedChannel channel = ours(IpcSocketAddress.of("unix:" + socket + "?framing=none"));
    byte[] message = Buffers.random(3, 100_000);
    assertThat(say(channel, message)).isEqualTo(message);
  }
}
