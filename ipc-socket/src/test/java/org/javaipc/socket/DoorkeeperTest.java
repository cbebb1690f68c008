package org.javaipc.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.javaipc.Address;
import org.javaipc.ConnectTimeoutException;
import org.javaipc.Connection;
import org.javaipc.IpcException;
import org.javaipc.PeerClosedException;
import org.javaipc.Server;
import org.javaipc.linux.socket.Acceptor;
import org.javaipc.linux.socket.SocketDescriptor;
import org.javaipc.linux.socket.SocketKind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a server does at its door, whoever keeps it. */
@ParameterizedClass(name = "door={0}")
@EnumSource(Door.class)
class DoorkeeperTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @Parameter Door door;

  @TempDir Path folder;

  private Address address;

  @BeforeEach
  void name() {
    address = at("");
  }

  private Address at(String options) {
    return Address.parse("unix:" + folder.resolve("s") + options);
  }

  private Server listen(Address where) throws Exception {
    return Connections.listen(where, door);
  }

  private void serves(Server server) throws Exception {
    Connections.exchange(server, address);
  }

  @Test
  @DisplayName("U2 a client that does not say that it stays keeps nobody waiting, and is dropped")
  void silentClient() throws Exception {
    try (Server server = listen(at("?connect=300ms"));
        SocketDescriptor silent = Connections.stranger(address)) {
      serves(server);
      await().untilAsserted(() -> assertThat(server.refused()).isEqualTo(1));
      silent.pollable().awaitReadable(LONG.toNanos());
      MemorySegment byteRead = Bytes.room(1);
      assertThat(silent.receive(byteRead.address(), 1)).isEqualTo(SocketDescriptor.END);
      serves(server);
    }
  }

  @Test
  @DisplayName("U8 a user who is not on the allow-list is told and counted, and others go on")
  void strangerIsToldAndCounted() throws Exception {
    Users.requireRoot();
    ForeignPeer.SOCAT.require();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (Server server = listen(at("?mode=0666"))) {
      try (TestProcess stranger = asOther()) {
        assertThat(stranger.line()).contains("it does not trust this user", "trust=uid:");
        assertThat(stranger.exit()).isZero();
      }
      await().untilAsserted(() -> assertThat(server.refused()).isEqualTo(1));
      serves(server);
      assertThat(server.refused()).isEqualTo(1);
    }
    try (Server server = listen(at("?mode=0666&trust=uid:54321&connect=500ms"));
        TestProcess trusted = asOther()) {
      assertThat(trusted.line()).doesNotContain("trust");
      assertThat(trusted.exit()).isZero();
      await().untilAsserted(() -> assertThat(server.refused()).as("it said nothing").isEqualTo(1));
    }
  }

  /** Prints what the server says, to the end of the stream. */
  private TestProcess asOther() throws Exception {
    return TestProcess.start(
        "setpriv",
        "--reuid=54321",
        "--regid=54321",
        "--clear-groups",
        "socat",
        "-u",
        "UNIX-CONNECT:" + address.name(),
        "STDOUT");
  }

  @Test
  @DisplayName(
      "U10 10,000 connects as fast as they go harm neither who is served nor who comes next")
  void floodOfConnects() throws Exception {
    UnixSocketAddress name = new UnixSocketAddress(address.name());
    try (Server server = listen(address);
        Connection client = Connections.connect(address);
        Connection served = server.accept()) {
      for (int i = 0; i < 10_000; i++) {
        UnixSocket.connect(name, LONG).close();
        if (i % 1_000 == 0) {
          client.sender().send("still there?");
          assertThat(served.receiver().receiveString()).isEqualTo("still there?");
        }
      }
      serves(server);
      await().untilAsserted(() -> assertThat(server.refused()).isEqualTo(10_000));
    }
  }

  @Test
  @DisplayName("U10 1,000 clients at once are each served")
  void thousandClientsAtOnce() throws Exception {
    try (Server server = listen(at("?capacity=8KiB&maxMessage=100"))) {
      Thread serving = Thread.ofVirtual().start(() -> Connections.echo(server, 1_000));
      List<Connection> clients = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        clients.add(Connections.connect(address));
      }
      for (int i = 0; i < 1_000; i++) {
        clients.get(i).sender().send("client " + i);
      }
      for (int i = 0; i < 1_000; i++) {
        assertThat(clients.get(i).receiver().receiveString()).isEqualTo("client " + i);
      }
      for (Connection client : clients) {
        client.close();
      }
      serving.join();
      assertThat(server.refused()).isZero();
    }
  }

  @Test
  @DisplayName("U10 a server with too many open files sheds clients, counts them and goes on")
  void tooManyOpenFiles() throws Exception {
    try (TestProcess process =
        TestProcess.java(90, CrampedServer.class, "listen", address.name(), door)) {
      assertThat(process.line()).isEqualTo("listening");
      List<Connection> clients = new ArrayList<>();
      Throwable refusal = null;
      while (refusal == null) {
        try {
          Connection client = Connections.connect(at("?connect=500ms"));
          assertThat(client.receiver().receiveString()).isEqualTo(".");
          clients.add(client);
        } catch (ConnectTimeoutException | PeerClosedException e) {
          refusal = e;
        }
      }
      assertThat(refusal).hasMessageContaining("too many open files");
      process.say("\n");
      assertThat(process.line())
          .startsWith("kept " + clients.size() + " refused ")
          .doesNotEndWith(" 0");
      for (Connection client : clients) {
        client.close();
      }
      try (Connection late = Connections.connect(at("?connect=30s"))) {
        assertThat(late.receiver().receiveString()).isEqualTo(".");
      }
    }
  }

  @Test
  void serversComeAndGoAndLeaveNothingBehind() throws Exception {
    comeAndGo(); // what this process keeps for ever is there then
    int before = OpenDescriptors.count();
    comeAndGo();
    await().untilAsserted(() -> assertThat(OpenDescriptors.count()).isLessThanOrEqualTo(before));
    assertThat(folder).isEmptyDirectory();
  }

  private void comeAndGo() throws Exception {
    List<Server> servers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      servers.add(listen(Address.parse("unix:" + folder.resolve("s" + i))));
    }
    assertThat(doorThreads()).isEqualTo(door == Door.NETTY ? 1 : 10);
    for (Server server : servers) {
      Connections.exchange(server, server.address());
    }
    for (Server server : servers) {
      server.close();
    }
    await().until(() -> doorThreads() == 0);
  }

  private static long doorThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().matches("javaipc-(doors|server ).*"))
        .filter(Thread::isAlive)
        .count();
  }

  @Test
  void whatCannotGoOnEndsAndSaysWhy() throws Exception {
    AtomicReference<Exception> end = new AtomicReference<>();
    UnixSocketAddress name = UnixSocketAddress.of(folder.resolve("s"));
    try (Binding binding = Binding.bind(SocketKind.STREAM, name, UnixServerOptions.DEFAULT);
        Acceptor acceptor = new Acceptor(binding.socket(), UnixServerOptions.DEFAULT.policy());
        Doorkeeper keeper = door.way().of(binding.socket(), acceptor, new Nobody(end))) {
      failAtAccepting(keeper); // for nothing listens
      await().until(() -> end.get() != null);
      assertThat(end.get()).isInstanceOf(IpcException.class).hasMessageContaining("EINVAL");
    }
  }

  private static void failAtAccepting(Doorkeeper keeper) throws Exception {
    if (keeper instanceof NettyDoorkeeper netty) { // which would be told to wait instead
      EmbeddedChannel channel = new EmbeddedChannel(netty.porter());
      for (int i = 0; i <= Doorkeeper.MOST_FAILURES; i++) {
        assertThat(channel.isOpen()).isTrue();
        channel.pipeline().fireExceptionCaught(new IOException("accept"));
      }
      assertThat(channel.isOpen()).isFalse();
    } else {
      keeper.start();
    }
  }

  private record Nobody(AtomicReference<Exception> end) implements Doorkeeper.Host {
    @Override
    public void greet(SocketDescriptor client) {
      throw new AssertionError("nobody connects");
    }

    @Override
    public boolean dropLate() {
      return false;
    }

    @Override
    public void giveUp(Exception cause) {
      end.set(cause);
    }
  }
}
