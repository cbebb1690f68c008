package org.javaipc.grpc;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.javaipc.ChannelClosedException;
import org.javaipc.Connection;
import org.javaipc.Ipc;
import org.javaipc.PeerClosedException;
import org.javaipc.Receiver;
import org.javaipc.Server;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Peers that break the protocol: their connection ends, and everybody else is served on. */
class HostilePeerTest {
  private static final Duration DEADLINE = Duration.ofMinutes(1);

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "raw bytes before the settings, 68656c6c6f",
    "HTTP/2, 505249202a20485454502f322e300d0a0d0a534d0d0a0d0a",
    "settings of another version, 010000001400000000000000000000004947525002000000010000000000040000004000",
    "settings of a server, 010000001400000000000000000000004947525001000000020000000000040000004000",
  })
  @DisplayName("who does not speak the protocol is closed")
  void strangersAreClosed(String what, String bytes) throws Exception {
    try (Served served = Served.over("shm");
        Connection stranger = Ipc.connect(served.address)) {
      stranger.sender().send(HexFormat.of().parseHex(bytes));
      awaitClosed(stranger);
      assertThat(Echo.say(served.channel, what)).isEqualTo(what);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "a frame longer than its message, 3, 1, 1000, 0",
    "a frame of negative length, 3, 1, -1, 0",
    "an unknown type, 99, 1, 0, 0",
    "DATA of a stream that never was, 3, 77, 0, 0",
    "CREDIT of a stream that never was, 6, 77, 4, 4",
    "credit beyond the window, 6, 0, 4, 4",
    "HEADERS without content, 2, 1, 0, 0",
    "HEADERS with a count that memory could not hold, 2, 1, 4, 4",
    "TRAILERS from a client, 4, 1, 0, 0",
    "GOAWAY from a client, 7, 0, 0, 0",
  })
  @DisplayName("a frame that breaks the protocol ends that connection alone")
  void hostileFramesEndTheConnection(String what, int type, long stream, int length, int payload)
      throws Exception {
    try (Served served = Served.over("shm");
        Connection client = Ipc.connect(served.address)) {
      greet(client);
      FrameWriter frames = new FrameWriter();
      frames.head(type, 0, stream, length);
      frames.putBytes(new byte[] {-1, -1, -1, 127}, 0, payload);
      client.sender().send(frames.copy());
      awaitClosed(client);
      assertThat(Echo.say(served.channel, what)).isEqualTo(what);
    }
  }

  @Test
  @DisplayName("more DATA or credit than the window of a call ends that connection alone")
  void windowsOfACallAreKept() throws Exception {
    ServerInterceptor takesNothing =
        new ServerInterceptor() {
          @Override
          public <Q, S> ServerCall.Listener<Q> interceptCall(
              ServerCall<Q, S> call, Metadata headers, ServerCallHandler<Q, S> next) {
            return call.getMethodDescriptor().getFullMethodName().equals("Echo/say")
                ? next.startCall(call, headers)
                : new ServerCall.Listener<>() {};
          }
        };
    try (Served served = new Served("shm", builder -> builder.intercept(takesNothing))) {
      try (Connection client = Ipc.connect(served.address)) {
        greet(client);
        begin(client, 1);
        byte[] piece = new byte[16 * 1024];
        for (int i = 0; i < Frames.STREAM_WINDOW / piece.length; i++) {
          send(client, Frames.DATA, 0, 1, piece);
        }
        assertThat(Echo.say(served.channel, "in time")).isEqualTo("in time");
        flood(client, Frames.DATA, 0, piece);
        awaitClosed(client);
      }
      try (Connection client = Ipc.connect(served.address)) {
        greet(client);
        begin(client, 1);
        send(client, Frames.CREDIT, 0, 1, new byte[] {1, 0, 0, 0});
        awaitClosed(client);
      }
      assertThat(Echo.say(served.channel, "alive")).isEqualTo("alive");
    }
  }

  @Test
  @DisplayName("headers that gRPC cannot read end that call alone")
  void headersThatGrpcCannotRead() throws Exception {
    try (Served served = Served.over("shm");
        Connection client = Ipc.connect(served.address)) {
      greet(client);
      Metadata headers = new Metadata();
      headers.put(Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER), "soon");
      FrameWriter frames = new FrameWriter();
      writeHeaders(frames, 1, headers);
      client.sender().send(frames.copy());
      assertThat(firstOf(client, Frames.CANCEL)).contains("the call could not begin");
      begin(client, 2);
      send(client, Frames.DATA, Frames.LAST, 2, new byte[5]); // an empty message
      served.echo.awaitHeld();
      client.sender().close();
      awaitClosed(client);
    }
  }

  @Test
  @DisplayName(
      "headers that never end take no memory, and too many that are begun end the connection")
  void headersNeverEnd() throws Exception {
    try (Served served = Served.over("shm");
        Connection client = Ipc.connect(served.address)) {
      greet(client);
      byte[] piece = new byte[16_000];
      for (int i = 0; i < 5000; i++) {
        send(client, Frames.HEADERS, Frames.MORE, 1, piece);
      }
      assertThat(Echo.say(served.channel, "alive")).isEqualTo("alive");
      send(client, Frames.HEADERS, 0, 1, piece);
      assertThat(firstOf(client, Frames.CANCEL)).contains("maxInboundMetadataSize=8192");
      flood(client, Frames.HEADERS, Frames.MORE, new byte[1]);
      awaitClosed(client);
      assertThat(Echo.say(served.channel, "alive")).isEqualTo("alive");
    }
  }

  @Test
  @DisplayName("a client that calls and calls and reads nothing is given up")
  void clientThatReadsNothingAtAll() throws Exception {
    try (Served served =
            new Served("shm", builder -> builder.maxConcurrentCallsPerConnection(100));
        Connection client = Ipc.connect(served.address)) {
      greet(client);
      FrameWriter calls = new FrameWriter();
      long id = 0;
      boolean closed = false;
      while (!closed) {
        calls.clear();
        for (int i = 0; i < 100; i++) {
          writeHeaders(calls, ++id, new Metadata());
        }
        try {
          client.sender().send(calls.copy());
        } catch (PeerClosedException e) {
          closed = true;
        }
        assertThat(id).as("calls until it is given up").isLessThan(5_000_000);
      }
      assertThat(Echo.say(served.channel, "alive")).isEqualTo("alive");
    }
  }

  @Test
  @DisplayName("a gRPC client of HTTP/2 at the door of a Unix socket is turned away")
  void httpAtTheDoor(@TempDir Path folder) throws Exception {
    Path socket = folder.resolve("s");
    io.grpc.Server server =
        IpcServerBuilder.forAddress("unix:" + socket).addService(new Echo()).build().start();
    ManagedChannel channel = IpcChannelBuilder.forAddress("unix:" + socket).build();
    try (SocketChannel stranger = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      stranger.write(ByteBuffer.wrap("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII)));
      ByteBuffer answer = ByteBuffer.allocate(4096);
      try {
        while (stranger.read(answer.clear()) >= 0) {
          // Until the server closes.
        }
      } catch (SocketException e) {
        // It closed before it had read everything.
      }
      assertThat(Echo.say(channel, "alive")).isEqualTo("alive");
    } finally {
      channel.shutdownNow().awaitTermination(20, TimeUnit.SECONDS);
      server.shutdownNow().awaitTermination(20, TimeUnit.SECONDS);
    }
  }

  @Test
  @DisplayName("random frames end with a status, never with the server")
  void randomFramesAreSurvived() throws Exception {
    long seed = RandomGenerator.getDefault().nextLong();
    System.out.println("random frames: seed=" + seed);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    try (Served served = Served.over("memory")) {
      for (int round = 0; round < 100; round++) {
        try (Connection client = Ipc.connect(served.address)) {
          greet(client);
          client.sender().send(randomFrames(random));
        } catch (PeerClosedException e) {
          // The server has closed it already.
        }
      }
      assertThat(Echo.say(served.channel, "alive")).isEqualTo("alive");
    }
  }

  @Test
  @DisplayName("headers without end are refused at the limit, and the connection goes on")
  void endlessHeadersAreRefused() throws Exception {
    try (Served served = Served.over("shm")) {
      Metadata headers = new Metadata();
      headers.put(Metadata.Key.of("long", Metadata.ASCII_STRING_MARSHALLER), "x".repeat(100_000));
      Status status = Served.failure(() -> say(served.channel, headers));
      assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(status.getDescription()).contains("maxInboundMetadataSize=8192");
      assertThat(Echo.say(served.channel, "next")).isEqualTo("next");
    }
  }

  @Test
  @DisplayName("headers longer than a message travel in pieces")
  void longHeadersTravel() throws Exception {
    try (Served served = new Served("shm", builder -> builder.maxInboundMetadataSize(1 << 20))) {
      Metadata headers = new Metadata();
      headers.put(Metadata.Key.of("long", Metadata.ASCII_STRING_MARSHALLER), "x".repeat(500_000));
      assertThat(say(served.channel, headers)).isEqualTo("with headers");
    }
  }

  @Test
  @DisplayName("a call that reads none of its answers keeps no other call waiting")
  void clientThatNeverReads() throws Exception {
    try (Served served = Served.over("shm")) {
      ClientCall<String, String> call = served.channel.newCall(Echo.CHAT, CallOptions.DEFAULT);
      call.start(new ClientCall.Listener<>() {}, new Metadata()); // and never request()
      String kilobytes = "x".repeat(64 * 1024);
      for (int i = 0; i < 100; i++) {
        call.sendMessage(kilobytes);
      }
      ManagedChannel other = IpcChannelBuilder.forAddress(served.address).build();
      assertThat(Echo.say(other, "served")).isEqualTo("served");
      assertThat(Echo.say(served.channel, "on the same connection"))
          .isEqualTo("on the same connection");
      call.cancel("enough", null);
      other.shutdownNow().awaitTermination(20, TimeUnit.SECONDS);
    }
  }

  @Test
  @DisplayName("a server that is none of gRPC is told apart")
  void serverOfAnotherProtocol() throws Exception {
    String address = Served.freshAddress("shm");
    Thread echo;
    try (Server server = Ipc.listen(address)) {
      echo = Thread.startVirtualThread(() -> answer(server));
      ManagedChannel channel = IpcChannelBuilder.forAddress(address).build();
      Status status = Served.failure(() -> Echo.say(channel, "hello"));
      assertThat(status.getDescription()).contains("not a gRPC server");
      channel.shutdownNow().awaitTermination(20, TimeUnit.SECONDS);
    }
    echo.join();
  }

  @Test
  @DisplayName("calls over the limit of a connection may be tried again")
  void callsAreLimited() throws Exception {
    try (Served served = new Served("shm", builder -> builder.maxConcurrentCallsPerConnection(1))) {
      var held =
          ClientCalls.futureUnaryCall(served.channel.newCall(Echo.HOLD, CallOptions.DEFAULT), "x");
      served.echo.awaitHeld();
      Status status = Served.failure(() -> Echo.say(served.channel, "second"));
      assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(status.getDescription()).contains("maxConcurrentCallsPerConnection=1");
      served.echo.release();
      assertThat(held.get(60, TimeUnit.SECONDS)).isEqualTo("x");
    }
  }

  private static String say(ManagedChannel channel, Metadata headers) {
    return ClientCalls.blockingUnaryCall(
        ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers)),
        Echo.SAY,
        CallOptions.DEFAULT,
        "with headers");
  }

  private static void send(Connection client, int type, int flags, long stream, byte[] payload)
      throws Exception {
    FrameWriter frame = new FrameWriter();
    frame.head(type, flags, stream, payload.length);
    frame.putBytes(payload, 0, payload.length);
    client.sender().send(frame.copy());
  }

  /** Sends frames of one stream after the other, or the first alone for DATA, until the server has enough of it. */
  private static void flood(Connection client, int type, int flags, byte[] payload)
      throws Exception {
    try {
      for (long stream = 1; stream < 100_000; stream++) {
        send(client, type, flags, type == Frames.DATA ? 1 : stream, payload);
      }
    } catch (PeerClosedException e) {
      return;
    }
    throw new AssertionError("the server takes frames for ever");
  }

  private static void begin(Connection client, long stream) throws Exception {
    FrameWriter frames = new FrameWriter();
    writeHeaders(frames, stream, new Metadata());
    client.sender().send(frames.copy());
  }

  private static void writeHeaders(FrameWriter frames, long stream, Metadata headers) {
    FrameWriter payload = new FrameWriter();
    payload.putString("Echo/hold");
    payload.putString("authority");
    payload.putMetadata(headers);
    frames.head(Frames.HEADERS, 0, stream, payload.length());
    frames.putBytes(payload.copy(), 0, payload.length());
  }

  /** {@return the payload of the first frame of a type, as text} */
  private static String firstOf(Connection client, int type) throws Exception {
    long end = System.nanoTime() + DEADLINE.toNanos();
    StringBuilder found = new StringBuilder();
    while (found.isEmpty()) {
      client
          .receiver()
          .receive(
              (segment, offset, length) -> {
                if (segment.get(Frames.INT, offset) == type) {
                  byte[] bytes = segment.asSlice(offset, length).toArray(JAVA_BYTE);
                  found.append(new String(bytes, UTF_8));
                }
              },
              1,
              DEADLINE);
      assertThat(System.nanoTime()).isLessThan(end);
    }
    return found.toString();
  }

  private static void greet(Connection client) throws Exception {
    FrameWriter settings = new FrameWriter();
    settings.head(Frames.SETTINGS, 0, 0, 20);
    settings.putInt(Frames.MAGIC);
    settings.putInt(Frames.VERSION);
    settings.putInt(Frames.CLIENT);
    settings.putInt(Frames.STREAM_WINDOW);
    settings.putInt(Frames.CONNECTION_WINDOW);
    client.sender().send(settings.copy());
  }

  private static byte[] randomFrames(RandomGenerator random) {
    FrameWriter frames = new FrameWriter();
    for (int i = random.nextInt(1, 20); i > 0; i--) {
      byte[] payload = new byte[random.nextInt(64)];
      random.nextBytes(payload);
      int claimed = random.nextInt(8) == 0 ? random.nextInt() : payload.length;
      frames.head(random.nextInt(9), random.nextInt(4), random.nextInt(-1, 5), claimed);
      frames.putBytes(payload, 0, payload.length);
    }
    return frames.copy();
  }

  /** Answers each client with what it says, as ipc echo does, until the server is closed. */
  private static void answer(Server server) {
    try {
      while (true) {
        try (Connection client = server.accept()) {
          client.sender().send(client.receiver().receive());
          awaitClosed(client);
        }
      }
    } catch (ChannelClosedException e) {
      // By the test.
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void awaitClosed(Connection connection) throws Exception {
    Receiver receiver = connection.receiver();
    long end = System.nanoTime() + DEADLINE.toNanos();
    try {
      while (receiver.receive((segment, offset, length) -> {}, 16, DEADLINE)
          != Receiver.END_OF_STREAM) {
        assertThat(System.nanoTime()).as("the peer closes the connection").isLessThan(end);
      }
    } catch (PeerClosedException e) {
      // That is closed, too.
    }
  }
}
