package org.javaipc.objects;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.javaipc.Connection;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.Server;
import org.javaipc.grpc.IpcChannelBuilder;
import org.javaipc.grpc.IpcServerBuilder;

/** A process of {@link NoThreadTest}: the system has no thread for the library at one instant, and has one at the next. */
final class NoThreadMain {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final MethodDescriptor<byte[], byte[]> SAY =
      MethodDescriptor.<byte[], byte[]>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName("test/say")
          .setRequestMarshaller(new Bytes())
          .setResponseMarshaller(new Bytes())
          .build();

  private NoThreadMain() {}

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "serve" -> serve(args[1]);
      case "async" -> async(args[1]);
      case "grpc" -> grpc(args[1]);
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  @SuppressWarnings("try") // the server is closed in the middle
  private static void serve(String address) throws Exception {
    try (Server server = Ipc.listen(address)) {
      FutureTask<Long> serving =
          new FutureTask<>(
              () -> server.serve(client -> client.sender().send(client.receiver().receive())));
      Thread.ofPlatform().daemon().start(serving);
      System.out.println("first " + isEchoed(address));
      NoThreads.refuse("org.javaipc.Serving", 1);
      System.out.println("refused " + isEchoed(address));
      System.out.println("next " + isEchoed(address));
      server.close();
      System.out.println("failures " + serving.get(60, TimeUnit.SECONDS));
    }
  }

  /** {@return whether a client got an answer; false if its connection was closed} */
  private static boolean isEchoed(String address) throws Exception {
    try (Connection client = Ipc.connect(address)) {
      client.sender().send(new byte[] {1});
      return client.receiver().receive(LONG).orNull() != null;
    } catch (IpcException e) {
      return false;
    }
  }

  private static void async(String address) throws Exception {
    try (Receiver receiver = Ipc.receiver(address);
        Sender sender = Ipc.sender(address)) {
      NoThreads.refuse("org.javaipc.Async", 1);
      System.out.println("refused " + failure(sender.sendAsync(new byte[] {1})));
      CompletableFuture<?> sent = sender.sendAsync(new byte[] {2});
      sent.get(60, TimeUnit.SECONDS);
      System.out.println("next " + receiver.receive(LONG).orNull()[0]);
    }
  }

  private static String failure(Future<?> future) throws Exception {
    try {
      return "got " + future.get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      return e.getCause().getClass().getSimpleName();
    }
  }

  private static void grpc(String address) throws Exception {
    io.grpc.Server server = serveGrpc(address);
    ManagedChannel channel = IpcChannelBuilder.forAddress(address).build();
    System.out.println("first " + say(channel));
    NoThreads.refuse("org.javaipc.grpc.CallExecutor", Integer.MAX_VALUE);
    System.out.println("refused " + say(channel));
    NoThreads.refuse("", 0);
    System.out.println("next " + sayUntilOk(channel));
    ManagedChannel second = IpcChannelBuilder.forAddress(address).build();
    NoThreads.refuse("org.javaipc.grpc.IpcClientTransport", 1);
    System.out.println("unconnected " + say(second));
    System.out.println("connected " + sayUntilOk(second));
    NoThreads.refuse("org.javaipc.grpc.FrameLink", 2);
    channel.shutdownNow();
    second.shutdownNow();
    server.shutdown();
    System.out.println(
        "terminated "
            + channel.awaitTermination(60, TimeUnit.SECONDS)
            + " "
            + second.awaitTermination(60, TimeUnit.SECONDS)
            + " "
            + server.awaitTermination(60, TimeUnit.SECONDS)
            + " left "
            + NoThreads.left());
  }

  private static io.grpc.Server serveGrpc(String address) throws IOException {
    return IpcServerBuilder.forAddress(address)
        .addService(
            ServerServiceDefinition.builder("test")
                .addMethod(
                    SAY,
                    ServerCalls.asyncUnaryCall((question, answers) -> {
                      answers.onNext(question);
                      answers.onCompleted();
                    }))
                .build())
        .build()
        .start();
  }

  private static Status.Code say(ManagedChannel channel) {
    try {
      ClientCalls.blockingUnaryCall(
          channel,
          SAY,
          CallOptions.DEFAULT.withDeadlineAfter(Duration.ofSeconds(60)),
          new byte[] {1});
      return Status.Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }

  /** {@return OK, or what failed last}: gRPC waits a while before it connects again. */
  private static Status.Code sayUntilOk(ManagedChannel channel) throws InterruptedException {
    long start = System.nanoTime();
    Status.Code code = say(channel);
    while (code != Status.Code.OK && System.nanoTime() - start < LONG.toNanos()) {
      Thread.sleep(10);
      code = say(channel);
    }
    return code;
  }

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
}
