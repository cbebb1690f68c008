package org.javaipc.fuzz;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.javaipc.Connection;
import org.javaipc.grpc.IpcChannelBuilder;
import org.javaipc.grpc.IpcServerBuilder;

/**
 * A gRPC server and clients whose words are fuzzed. An input is the messages of a connection, each with 2 bytes of length
 * before it.
 */
final class GrpcWire {
  private static final int LONGEST_MESSAGE = 1 << 14;
  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final MethodDescriptor<byte[], byte[]> SAY =
      MethodDescriptor.<byte[], byte[]>newBuilder()
          .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
          .setFullMethodName("fuzz/say")
          .setRequestMarshaller(new Bytes())
          .setResponseMarshaller(new Bytes())
          .build();

  /** Of the library's own loggers, what they say of a failure that they did not foresee. */
  private static final AtomicReference<Throwable> UNFORESEEN = new AtomicReference<>();

  private static final Logger LOGGER = Logger.getLogger("org.javaipc.grpc");

  static {
    LOGGER.setUseParentHandlers(false);
    LOGGER.addHandler(
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
              UNFORESEEN.compareAndSet(null, record.getThrown());
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        });
  }

  private GrpcWire() {}

  static String freshAddress() {
    return "memory:fuzz-grpc-" + NAMES.incrementAndGet() + "?connect=5s";
  }

  /** {@return a server that echoes each message} */
  static Server serve(String address) throws IOException {
    ServerCallHandler<byte[], byte[]> echo =
        (call, headers) -> {
          call.sendHeaders(new Metadata());
          call.request(1);
          return new Echo(call);
        };
    return IpcServerBuilder.forAddress(address)
        .directExecutor()
        .addService(ServerServiceDefinition.builder("fuzz").addMethod(SAY, echo).build())
        .build()
        .start();
  }

  static ManagedChannel connect(String address) {
    return IpcChannelBuilder.forAddress(address).directExecutor().build();
  }

  /** {@return what came back, or how the call failed} */
  static Status say(ManagedChannel channel) {
    try {
      ClientCalls.blockingServerStreamingCall(
              channel,
              SAY,
              CallOptions.DEFAULT.withDeadlineAfter(Duration.ofSeconds(20)),
              new byte[] {1, 2, 3})
          .forEachRemaining(answer -> {});
      return Status.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus();
    }
  }

  /** Sends the messages of an input. */
  static void send(Connection connection, byte[] input) throws Exception {
    for (byte[] message : messages(input)) {
      connection.sender().send(message);
    }
  }

  /** {@return the messages of an input} */
  static List<byte[]> messages(byte[] input) {
    List<byte[]> messages = new ArrayList<>();
    ByteBuffer left = ByteBuffer.wrap(input).order(ByteOrder.LITTLE_ENDIAN);
    while (left.remaining() > 2) {
      int length = Math.min(left.getShort() & (LONGEST_MESSAGE - 1), left.remaining());
      byte[] message = new byte[length];
      left.get(message);
      messages.add(message);
    }
    return messages;
  }

  /** {@return an input of messages} */
  static byte[] input(List<byte[]> messages) {
    ByteArrayOutputStream input = new ByteArrayOutputStream();
    for (byte[] message : messages) {
      input.write(message.length);
      input.write(message.length >> 8);
      input.writeBytes(message);
    }
    return input.toByteArray();
  }

  /** Fails if a thread of the library met what it had not foreseen. */
  static void requireForeseen() {
    Throwable unforeseen = UNFORESEEN.getAndSet(null);
    if (unforeseen != null) {
      throw new AssertionError("a frame was neither taken nor refused", unforeseen);
    }
  }

  private static final class Echo extends ServerCall.Listener<byte[]> {
    private final ServerCall<byte[], byte[]> call;

    Echo(ServerCall<byte[], byte[]> call) {
      this.call = call;
    }

    @Override
    public void onMessage(byte[] message) {
      call.sendMessage(message);
      call.request(1);
    }

    @Override
    public void onHalfClose() {
      call.close(Status.OK, new Metadata());
    }
  }

  /** Frames as they are, for both fuzzers of frames. */
  static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
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
}
