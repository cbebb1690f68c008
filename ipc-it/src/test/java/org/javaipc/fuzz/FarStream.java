package org.javaipc.fuzz;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The streams of {@code grpc:} without its ends: what is said on them is an input, which consists of frames as {@link
 * GrpcWire#input} writes them.
 */
final class FarStream {
  static final long PATIENCE_SECONDS = 20;

  private static final String SERVICE = "org.javaipc.Channels";
  private static final MethodDescriptor<byte[], byte[]> JOIN =
      MethodDescriptor.<byte[], byte[]>newBuilder()
          .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
          .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "Join"))
          .setRequestMarshaller(new GrpcWire.Bytes())
          .setResponseMarshaller(new GrpcWire.Bytes())
          .build();

  private FarStream() {}

  /** {@return a port that was free a moment ago} */
  static int freePort() {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ManagedChannel connect(int port) {
    return NettyChannelBuilder.forAddress("localhost", port)
        .usePlaintext()
        .directExecutor()
        .build();
  }

  /** A client that says what it likes, and keeps what it hears. */
  static final class Stranger extends ClientCall.Listener<byte[]> {
    private final ClientCall<byte[], byte[]> call;
    private final CompletableFuture<Status> status = new CompletableFuture<>();
    private final List<byte[]> heard = new CopyOnWriteArrayList<>();

    Stranger(ManagedChannel channel) {
      call = channel.newCall(JOIN, CallOptions.DEFAULT);
      call.start(this, new Metadata());
      call.request(Integer.MAX_VALUE);
    }

    void say(byte[] frame) {
      call.sendMessage(frame);
    }

    void hangUp() {
      call.halfClose();
    }

    CompletableFuture<Status> status() {
      return status;
    }

    List<byte[]> heard() {
      return heard;
    }

    @Override
    public void onMessage(byte[] frame) {
      heard.add(frame);
    }

    @Override
    public void onClose(Status closed, Metadata trailers) {
      status.complete(closed);
    }
  }

  /** A server that answers the first frame of each client with what it likes, and keeps what it hears. */
  static final class Host implements AutoCloseable {
    private final io.grpc.Server server;
    private final List<byte[]> heard = new CopyOnWriteArrayList<>();
    private volatile List<byte[]> answers = List.of();
    private volatile boolean stays;

    Host() throws IOException {
      server =
          NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .directExecutor()
              .addService(
                  ServerServiceDefinition.builder(SERVICE)
                      .addMethod(JOIN, (call, _) -> new Guest(call))
                      .build())
              .build()
              .start();
    }

    String at() {
      return "at=localhost:" + server.getPort();
    }

    /**
     * Sets what the next clients hear.
     *
     * @param frames the answers
     * @param stay whether the stream goes on after them
     */
    void answer(List<byte[]> frames, boolean stay) {
      answers = frames;
      stays = stay;
    }

    List<byte[]> heard() {
      return heard;
    }

    @Override
    public void close() {
      server.shutdownNow();
    }

    private final class Guest extends ServerCall.Listener<byte[]> {
      private final ServerCall<byte[], byte[]> call;
      private boolean answered;

      Guest(ServerCall<byte[], byte[]> call) {
        this.call = call;
        call.sendHeaders(new Metadata());
        call.request(Integer.MAX_VALUE);
      }

      @Override
      public void onMessage(byte[] frame) {
        heard.add(frame);
        if (!answered) {
          answered = true;
          answers.forEach(call::sendMessage);
          if (!stays) {
            call.close(Status.OK, new Metadata());
          }
        }
      }
    }
  }
}
