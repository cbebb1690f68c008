package org.javaipc.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.javaipc.ChannelBusyException;
import org.javaipc.ConfigurationException;
import org.javaipc.ConnectTimeoutException;
import org.javaipc.Connection;
import org.javaipc.CorruptChannelException;
import org.javaipc.InvalidAddressException;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.Listener;
import org.javaipc.PeerDiedException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code grpc:} makes of wrong addresses, of strangers at the port or behind it, and of silence. */
@Timeout(60)
class GrpcBadInputTest {
  private final String at = FreePort.at();
  private final String name = "grpc:orders?" + at;

  GrpcBadInputTest() throws Exception {}

  @ParameterizedTest
  @CsvSource({
    "at=nowhere, HOST:PORT",
    "at=host:0, HOST:PORT",
    "at=host:65536, HOST:PORT",
    "at=:7600, HOST:PORT",
    "tls=perhaps, true or false",
    "silence=10ms, at least 100ms",
    "silence=soon, a duration",
    "att=localhost:7600, unknown option",
    "framing=none, leave the option out",
  })
  @DisplayName("an option that is wrong is named, with what would be right")
  void options(String option, String said) {
    for (String end : new String[] {"receiver", "listen"}) {
      assertThatThrownBy(() -> open(end, "grpc:orders?" + option))
          .isExactlyInstanceOf(InvalidAddressException.class)
          .hasMessageContaining(said);
    }
  }

  private static void open(String end, String address) throws IpcException {
    if (end.equals("receiver")) {
      Ipc.receiver(address).close();
    } else {
      Ipc.listen(address).close();
    }
  }

  @Test
  @DisplayName("plaintext leaves this machine only if the address says that it may")
  void plaintext() {
    assertThatThrownBy(() -> Ipc.sender("grpc:orders?at=192.0.2.1:7600"))
        .isExactlyInstanceOf(InvalidAddressException.class)
        .hasMessageContainingAll("tls=true", "tls=false");
    assertThatThrownBy(() -> Ipc.receiver("grpc:orders?at=0.0.0.0:7600"))
        .isExactlyInstanceOf(InvalidAddressException.class)
        .hasMessageContainingAll("tls=true", "tls=false");
  }

  @Test
  @DisplayName("a receiver at an address of another machine says that the host must be this one")
  void foreignHost() {
    assertThatThrownBy(() -> Ipc.receiver("grpc:orders?at=192.0.2.1:7600&tls=false"))
        .isExactlyInstanceOf(ConfigurationException.class)
        .hasMessageContaining("must be this machine");
    assertThatThrownBy(() -> Ipc.sender("grpc:orders?at=no-such-host.invalid:7600"))
        .isExactlyInstanceOf(ConfigurationException.class)
        .hasMessageContaining("host 'no-such-host.invalid' is not known");
  }

  @Test
  @DisplayName("a port that another program has is busy")
  void portTaken() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> Ipc.receiver("grpc:orders?at=localhost:" + other.getLocalPort()))
          .isExactlyInstanceOf(ChannelBusyException.class)
          .hasMessageContaining("has the port");
    }
  }

  @Test
  @DisplayName("a name is taken by one of its kind, and joined as what it is")
  void nameTaken() throws Exception {
    try (Receiver receiver = Ipc.receiver(name)) {
      assertThatThrownBy(() -> Ipc.receiver(name)).isInstanceOf(ChannelBusyException.class);
      assertThatThrownBy(() -> Ipc.listen(name))
          .isInstanceOf(ChannelBusyException.class)
          .hasMessageContaining("the name has a receiver");
      assertThatThrownBy(() -> Ipc.connect(name))
          .isInstanceOf(IpcException.class)
          .hasMessageContaining("a receiver has the name, and a server is wanted");
      try (Receiver other = Ipc.receiver("grpc:others?" + at)) {
        assertThat(other.isEnded()).isFalse();
      }
      assertThat(receiver.isEnded()).isFalse();
    }
  }

  @Test
  @DisplayName("nobody at the port, or nobody of the name, is waited for as long as connect says")
  void nobody() throws Exception {
    assertThatThrownBy(() -> Ipc.sender(name + "&connect=100ms"))
        .isExactlyInstanceOf(ConnectTimeoutException.class)
        .hasMessageContaining("no receiver was open within connect=100ms");
    try (Receiver other = Ipc.receiver("grpc:others?" + at)) {
      assertThatThrownBy(() -> Ipc.sender(name + "&connect=100ms"))
          .isExactlyInstanceOf(ConnectTimeoutException.class)
          .hasMessageContaining("no receiver was open");
      assertThat(other.isEnded()).isFalse();
    }
  }

  @Test
  @DisplayName("a host that takes the connection and says nothing is given up")
  void blackHole() throws Exception {
    try (ServerSocket hole = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(
              () -> Ipc.sender("grpc:orders?connect=300ms&at=localhost:" + hole.getLocalPort()))
          .isExactlyInstanceOf(ConnectTimeoutException.class)
          .hasMessageContaining("took the connection and said nothing");
    }
  }

  @Test
  @DisplayName("another protocol at the port is named")
  void anotherProtocol() throws Exception {
    try (ServerSocket web = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answer(web));
      assertThatThrownBy(
              () -> Ipc.sender("grpc:orders?connect=2s&at=localhost:" + web.getLocalPort()))
          .isExactlyInstanceOf(CorruptChannelException.class)
          .hasMessageContaining("not as javaipc does");
    }
  }

  private static void answer(ServerSocket web) {
    try {
      while (true) {
        Socket socket = web.accept();
        byte[] refusal = "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        socket.getOutputStream().write(refusal);
      }
    } catch (IOException e) {
      // closed
    }
  }

  @Test
  @DisplayName("another service of gRPC at the port is named")
  void anotherService() throws Exception {
    Server other =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .build()
            .start();
    try {
      assertThatThrownBy(() -> Ipc.sender("grpc:orders?at=localhost:" + other.getPort()))
          .isExactlyInstanceOf(CorruptChannelException.class)
          .hasMessageContainingAll("not as javaipc does", "UNIMPLEMENTED");
    } finally {
      other.shutdownNow().awaitTermination();
    }
  }

  /** A client that writes what it likes. */
  private final class Stranger extends ClientCall.Listener<byte[]> implements AutoCloseable {
    private final ManagedChannel channel =
        NettyChannelBuilder.forAddress(
                "localhost", Integer.parseInt(at.substring(at.lastIndexOf(':') + 1)))
            .usePlaintext()
            .build();
    private final ClientCall<byte[], byte[]> call =
        channel.newCall(FarStreams.METHOD, CallOptions.DEFAULT);
    private final BlockingQueue<byte[]> frames = new LinkedBlockingQueue<>();
    private final CompletableFuture<Status> status = new CompletableFuture<>();

    Stranger(byte[]... first) {
      call.start(this, new Metadata());
      call.request(Integer.MAX_VALUE);
      for (byte[] frame : first) {
        call.sendMessage(frame);
      }
    }

    @Override
    public void onMessage(byte[] frame) {
      if (frame.length != 1 || frame[0] != FarFrame.PULSE) {
        frames.add(frame);
      }
    }

    @Override
    public void onClose(Status closed, Metadata trailers) {
      status.complete(closed);
    }

    ClientCall<byte[], byte[]> oneMore(ClientCall.Listener<byte[]> listener) {
      ClientCall<byte[], byte[]> more = channel.newCall(FarStreams.METHOD, CallOptions.DEFAULT);
      more.start(listener, new Metadata());
      more.request(Integer.MAX_VALUE);
      return more;
    }

    void awaitWelcome() throws InterruptedException {
      assertThat(frame()[0]).isEqualTo(FarFrame.WELCOME);
    }

    byte[] frame() throws InterruptedException {
      return frames.poll(20, TimeUnit.SECONDS);
    }

    void vanish() {
      channel.shutdownNow();
    }

    @Override
    public void close() {
      vanish();
    }
  }

  private static FarHello hello() {
    return hello(FarKind.CHANNEL);
  }

  private static FarHello hello(FarKind kind) {
    return new FarHello(
        kind,
        "orders",
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        Duration.ofSeconds(10),
        "a stranger");
  }

  @Test
  @DisplayName("a client of another version is told which the two are")
  void anotherVersion() throws Exception {
    byte[] newer = hello().encode();
    ByteBuffer.wrap(newer).putInt(5, FarFrame.VERSION + 1);
    try (Receiver receiver = Ipc.receiver(name);
        Stranger stranger = new Stranger(newer)) {
      FarRefusal refusal = FarRefusal.decode(stranger.frame());
      assertThat(refusal.reason()).isEqualTo(FarRefusal.Reason.VERSION);
      assertThat(refusal.message()).contains("version 2", "speaks 1");
      assertThat(receiver.isEnded()).isFalse();
    }
  }

  @Test
  @DisplayName("what no client says ends its stream, and nobody else's")
  void hostileFrames() throws Exception {
    byte[] ready = FarFrame.of(FarFrame.READY);
    byte[] message = FarFrame.of(FarFrame.DATA, out -> out.writeInt(Integer.MAX_VALUE));
    byte[] cut = FarFrame.of(FarFrame.DATA, out -> out.writeShort(1));
    byte[][][] all = {
      {{}},
      {{0}},
      {ready},
      {hello().encode(), {99}},
      {hello().encode(), ready, message},
      {hello().encode(), ready, cut},
      {hello().encode(), ready, FarFrame.of(FarFrame.EVENTS, 1)},
      {hello().encode(), ready, FarFrame.of(FarFrame.TAKEN, 8)},
      {hello().encode(), ready, hello().encode()},
      {hello().encode(), ready, ready},
      {hello().encode(), FarFrame.of(FarFrame.DATA, out -> out.writeInt(0))},
      {hello().encode(), FarFrame.of(FarFrame.END)},
      {Arrays.copyOf(hello().encode(), 12)},
    };
    try (Receiver receiver = Ipc.receiver(name + "&end=never");
        Sender sender = Ipc.sender(name)) {
      for (byte[][] frames : all) {
        try (Stranger stranger = new Stranger(frames)) {
          assertThat(stranger.status.get(20, TimeUnit.SECONDS).getCode())
              .isEqualTo(Status.Code.ABORTED);
        }
        sender.send("still here");
        assertThat(receiver.receiveString()).isEqualTo("still here");
      }
    }
  }

  @Test
  @DisplayName("a sender that gives up between its welcome and its joining was never there")
  void givesUpWhenWelcomed() throws Exception {
    try (Receiver receiver = Ipc.receiver(name + "&senders=1")) {
      try (Stranger stranger = new Stranger(hello().encode())) {
        stranger.awaitWelcome();
      }
      try (Sender sender = Ipc.sender(name)) { // once the place of the other is free
        assertThat(receiver.isEnded()).isFalse();
        sender.send("the first");
        assertThat(receiver.receiveString()).isEqualTo("the first");
      }
      assertThat(receiver.receive()).isNull();
    }
  }

  @Test
  @DisplayName(
      "a stream does not end while a sender is about to join, and ends once it has given up")
  void lastSenderLeavesMeanwhile() throws Exception {
    try (Receiver receiver = Ipc.receiver(name);
        Stranger stranger = new Stranger(hello().encode())) {
      stranger.awaitWelcome();
      Ipc.sender(name).close();
      assertThat(receiver.receive((_, _, _) -> {}, 1, Duration.ofMillis(200))).isZero();
      stranger.vanish();
      assertThat(receiver.receive()).isNull();
      assertThat(receiver.diedSenders()).isZero();
    }
  }

  @Test
  @DisplayName("a sender that dies after it has joined has died, whatever the one before it did")
  void diesWhenReady() throws Exception {
    try (Receiver receiver = Ipc.receiver(name);
        Stranger stranger = new Stranger(hello().encode(), FarFrame.of(FarFrame.READY))) {
      stranger.awaitWelcome();
      Ipc.sender(name).close();
      stranger.vanish();
      assertThatThrownBy(receiver::receive).isExactlyInstanceOf(PeerDiedException.class);
    }
  }

  @Test
  @DisplayName("a client that gives up between its welcome and its joining is not accepted")
  void clientGivesUpWhenWelcomed() throws Exception {
    try (org.javaipc.Server server = Ipc.listen(name + "&clients=1")) {
      try (Stranger stranger = new Stranger(hello(FarKind.CONNECTIONS).encode())) {
        stranger.awaitWelcome();
        assertThat(server.poll()).isNull();
      }
      await().until(() -> server.refused() == 1);
      try (Connection client = Ipc.connect(name);
          Connection served = server.accept()) {
        client.send("the first");
        assertThat(served.receiveString()).isEqualTo("the first");
      }
    }
  }

  @Test
  @DisplayName("who was welcomed and does not join has not got the place for ever")
  void neverReady() throws Exception {
    try (Receiver receiver = Ipc.receiver(name);
        Stranger stranger = new Stranger(hello().encode())) {
      while (!stranger.status.isDone()) {
        stranger.call.sendMessage(FarFrame.of(FarFrame.PULSE));
        Thread.sleep(100);
      }
      assertThat(stranger.status.join().getDescription()).contains("has not said that it is ready");
      assertThat(receiver.isEnded()).isFalse();
    }
  }

  @Test
  @DisplayName("a process cannot have more than so many streams to a port, and is told; others can")
  void tooManyStreams() throws Exception {
    byte[] notifier = hello(FarKind.EVENTS).encode();
    List<ClientCall<byte[], byte[]>> calls = new ArrayList<>();
    try (Receiver receiver = Ipc.receiver(name);
        Listener _ = Ipc.listener(name + "&silence=2m");
        Stranger stranger = new Stranger(notifier, FarFrame.of(FarFrame.READY))) {
      stranger.awaitWelcome();
      for (int i = 1; i < 4096; i++) { // one it has already
        calls.add(stranger.oneMore(new ClientCall.Listener<>() {}));
        calls.getLast().sendMessage(notifier);
        calls.getLast().sendMessage(FarFrame.of(FarFrame.READY));
      }
      stranger.oneMore(stranger);
      FarRefusal refusal = FarRefusal.decode(stranger.frame());
      assertThat(refusal.reason()).isEqualTo(FarRefusal.Reason.LIMIT);
      assertThat(refusal.message()).contains("4096", "close some");
      assertThat(stranger.status.get(20, TimeUnit.SECONDS).isOk()).isTrue();
      try (Sender sender = Ipc.sender(name)) {
        sender.send("by another connection");
        assertThat(receiver.receiveString()).isEqualTo("by another connection");
      }
      calls.forEach(call -> call.cancel("enough", null));
      await().until(() -> isWelcome(stranger));
    }
  }

  private static boolean isWelcome(Stranger stranger) throws InterruptedException {
    ClientCall<byte[], byte[]> call = stranger.oneMore(stranger);
    call.sendMessage(hello().encode());
    boolean welcome = stranger.frame()[0] == FarFrame.WELCOME;
    call.cancel("enough", null);
    return welcome;
  }

  @Test
  @DisplayName("a sender that sends more than there is room for ends its stream")
  void overflow() throws Exception {
    byte[] message =
        FarFrame.of(
            FarFrame.DATA,
            out -> {
              out.writeInt(400);
              out.write(new byte[400]);
            });
    try (Receiver receiver = Ipc.receiver(name + "&capacity=4KiB&end=never");
        Stranger stranger = new Stranger(hello().encode(), FarFrame.of(FarFrame.READY))) {
      for (int i = 0; i < 20; i++) {
        stranger.call.sendMessage(message);
      }
      assertThat(stranger.status.get(20, TimeUnit.SECONDS).getDescription())
          .contains("there is no room");
      assertThat(receiver.receive()).hasSize(400);
    }
  }

  @Test
  @DisplayName(
      "behind a network that falls silent both ends take the other for dead once silence= is over")
  void silence() throws Exception {
    try (Receiver receiver = Ipc.receiver(name + "&silence=500ms");
        SilentProxy network = new SilentProxy(at);
        Sender sender = Ipc.sender("grpc:orders?silence=500ms&" + network.at())) {
      sender.send("before");
      assertThat(receiver.receiveString()).isEqualTo("before");
      network.fallSilent();
      assertThatThrownBy(receiver::receive)
          .isExactlyInstanceOf(PeerDiedException.class)
          .hasMessageContaining("pid ");
      assertThatThrownBy(() -> sendForEver(sender)).isExactlyInstanceOf(PeerDiedException.class);
    }
  }

  @Test
  @DisplayName("a connection behind a network that falls silent is dead at both ends")
  void silentConnection() throws Exception {
    try (org.javaipc.Server server = Ipc.listen(name + "&silence=500ms");
        SilentProxy network = new SilentProxy(at);
        Connection client = Ipc.connect("grpc:orders?silence=500ms&" + network.at());
        Connection served = server.accept()) {
      client.send("before");
      assertThat(served.receiveString()).isEqualTo("before");
      network.fallSilent();
      assertThatThrownBy(client::receive).isExactlyInstanceOf(PeerDiedException.class);
      assertThatThrownBy(served::receive).isExactlyInstanceOf(PeerDiedException.class);
    }
  }

  private static void sendForEver(Sender sender) throws Exception {
    while (true) {
      sender.send(new byte[100]);
    }
  }
}
