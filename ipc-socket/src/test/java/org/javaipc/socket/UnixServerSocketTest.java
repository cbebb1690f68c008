package org.javaipc.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.javaipc.AccessPolicy;
import org.javaipc.ChannelBusyException;
import org.javaipc.ChannelClosedException;
import org.javaipc.ConnectTimeoutException;
import org.javaipc.CorruptChannelException;
import org.javaipc.InvalidAddressException;
import org.javaipc.SystemCallException;
import org.javaipc.linux.socket.SocketKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names, files and accepting, against the kernel. */
class UnixServerSocketTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path folder;

  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void endThreads() {
    threads.shutdownNow();
  }

  private UnixSocketAddress at(String name) {
    return UnixSocketAddress.of(folder.resolve(name));
  }

  @Test
  @DisplayName("U1 a server accepts many clients, bound to a path or not, and sees their address")
  void acceptsManyAndSeesTheirAddress() throws Exception {
    try (UnixServerSocket server = UnixServerSocket.bind(at("s"));
        UnixSocket named = UnixSocket.connectFrom(at("client"), server.address(), LONG);
        UnixSocket unnamed = UnixSocket.connect(server.address())) {
      try (UnixSocket first = server.accept();
          UnixSocket second = server.accept()) {
        assertThat(first.remoteAddress()).isEqualTo(at("client"));
        assertThat(second.remoteAddress()).isEqualTo(UnixSocketAddress.UNNAMED);
        assertThat(first.localAddress()).isEqualTo(server.address());
        named.write(Bytes.of("from the named one"));
        unnamed.write(Bytes.of("from the other"));
        assertThat(Bytes.read(first, 18)).isEqualTo("from the named one");
        assertThat(Bytes.read(second, 14)).isEqualTo("from the other");
        second.write(Bytes.of("back"));
        assertThat(Bytes.read(unnamed, 4)).isEqualTo("back");
      }
      assertThat(server.poll()).isNull();
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  @DisplayName("U1 as many connections wait as the backlog says, and the next one waits for room")
  void backlogIsKept() throws Exception {
    try (UnixServerSocket server =
        UnixServerSocket.bind(at("s"), UnixServerOptions.DEFAULT.withBacklog(3))) {
      List<UnixSocket> clients = new ArrayList<>();
      assertThatThrownBy(
              () -> {
                while (clients.size() < 100) {
                  clients.add(UnixSocket.connect(server.address(), Duration.ZERO));
                }
              })
          .isInstanceOf(ConnectTimeoutException.class)
          .hasMessageContaining("backlog is full");
      assertThat(clients).hasSize(4); // the kernel lets one more than the backlog in
      Future<UnixSocket> late = threads.submit(() -> UnixSocket.connect(server.address(), LONG));
      server.accept().close();
      late.get().close();
      for (UnixSocket client : clients) {
        client.close();
      }
    }
  }

  @Test
  @DisplayName("U3 a path over 108 bytes is refused with its length and the limit")
  void tooLongPathIsRefused() throws Exception {
    String longest = "/tmp/" + "x".repeat(103);
    assertThat(new UnixSocketAddress(longest).text()).hasSize(108);
    assertThatThrownBy(() -> new UnixSocketAddress(longest + "x"))
        .isInstanceOf(InvalidAddressException.class)
        .hasMessageContaining("109 bytes")
        .hasMessageContaining("at most 108");
    Path fits = folder.resolve("y".repeat(108 - folder.toString().length() - 1));
    try (UnixServerSocket server = UnixServerSocket.bind(UnixSocketAddress.of(fits));
        UnixSocket client = UnixSocket.connect(server.address());
        UnixSocket accepted = server.accept()) {
      assertThat(accepted.localAddress()).isEqualTo(server.address());
      assertThat(client.remoteAddress()).isEqualTo(server.address());
    }
  }

  @Test
  @DisplayName("U3 a file that is not a socket is left alone, and the error says what it is")
  void fileThatIsNoSocketIsLeftAlone() throws Exception {
    Files.writeString(folder.resolve("f"), "precious");
    Files.createDirectory(folder.resolve("d"));
    Files.createSymbolicLink(folder.resolve("l"), folder.resolve("nowhere"));
    for (Map.Entry<String, String> kind :
        Map.of("f", "a regular file", "d", "a directory", "l", "a symbolic link").entrySet()) {
      assertThatThrownBy(() -> UnixServerSocket.bind(at(kind.getKey())))
          .isInstanceOf(CorruptChannelException.class)
          .hasMessageContaining(folder.resolve(kind.getKey()).toString())
          .hasMessageContaining(kind.getValue());
    }
    assertThat(folder.resolve("f")).hasContent("precious");
    assertThat(folder.resolve("l")).isSymbolicLink();
    assertThat(folder).isDirectoryNotContaining(path -> path.toString().endsWith(".lock"));
  }

  @Test
  @DisplayName("U3 a missing directory is named in the error")
  void missingDirectoryIsNamed() {
    assertThatThrownBy(() -> UnixServerSocket.bind(at("no/such/place")))
        .isInstanceOfSatisfying(
            SystemCallException.class, e -> assertThat(e.errnoName()).isEqualTo("ENOENT"))
        .hasMessageContaining("no/such/place")
        .hasMessageContaining("no such directory");
  }

  @Test
  @DisplayName("U3 a live server is refused to a second one and goes on, without noticing")
  void liveServerIsNotRobbed() throws Exception {
    try (UnixServerSocket server = UnixServerSocket.bind(at("s"))) {
      assertThatThrownBy(() -> UnixServerSocket.bind(at("s")))
          .isInstanceOf(ChannelBusyException.class)
          .hasMessageContaining(at("s").text());
      assertThat(server.poll()).as("a probe that would be a connection").isNull();
      try (UnixSocket client = UnixSocket.connect(at("s"));
          UnixSocket accepted = server.accept()) {
        assertThat(accepted.peer()).isEqualTo(client.peer());
      }
    }
  }

  @Test
  @DisplayName("U3 a live server that knows nothing of us, listening or only bound, is not robbed")
  void foreignServerIsNotRobbed() throws Exception {
    var foreign = UnixDomainSocketAddress.of(folder.resolve("s"));
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(foreign);
      assertThatThrownBy(() -> UnixServerSocket.bind(at("s")))
          .isInstanceOf(ChannelBusyException.class);
      server.configureBlocking(false);
      assertThat(server.accept()).isNull();
    }
    try (Binding bound = Binding.bind(SocketKind.STREAM, at("b"), UnixServerOptions.DEFAULT)) {
      Files.delete(folder.resolve("b.lock")); // as if it were not ours
      assertThatThrownBy(() -> UnixServerSocket.bind(at("b")))
          .isInstanceOf(ChannelBusyException.class);
      assertThat(bound.socket().localName().text()).isEqualTo(at("b").text());
    }
  }

  @Test
  @DisplayName("U3 what a dead server left is taken over, by exactly one of many at once")
  void staleSocketIsTakenOver() throws Exception {
    for (int round = 0; round < 20; round++) {
      try (var dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
        dead.bind(UnixDomainSocketAddress.of(folder.resolve("s"))); // leaves its file behind
      }
      assertThat(folder.resolve("s")).exists();
      List<Future<UnixServerSocket>> attempts = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        attempts.add(threads.submit(() -> UnixServerSocket.bind(at("s"))));
      }
      List<UnixServerSocket> servers = new ArrayList<>();
      for (Future<UnixServerSocket> attempt : attempts) {
        try {
          servers.add(attempt.get());
        } catch (java.util.concurrent.ExecutionException e) {
          assertThat(e).hasCauseInstanceOf(ChannelBusyException.class);
        }
      }
      assertThat(servers).hasSize(1);
      try (UnixServerSocket server = servers.getFirst();
          UnixSocket client = UnixSocket.connect(at("s"));
          UnixSocket accepted = server.accept()) {
        assertThat(accepted.peer()).isEqualTo(client.peer());
      }
      assertThat(folder).isEmptyDirectory();
    }
  }

  @Test
  @DisplayName("U4 the file has its mode before anybody can connect: 0600 unless told otherwise")
  void fileHasItsMode() throws Exception {
    for (int mode : new int[] {0600, 0660, 0666, 0777, 0200}) {
      try (Binding bound =
          Binding.bind(
              SocketKind.STREAM,
              at("m"),
              UnixServerOptions.DEFAULT.withAccess(AccessPolicy.mode(mode)))) {
        assertThat(mode(folder.resolve("m"))).isEqualTo(mode); // it does not listen yet
        assertThat(bound.file()).isPresent();
      }
    }
    try (UnixServerSocket server = UnixServerSocket.bind(at("s"))) {
      assertThat(mode(folder.resolve("s"))).isEqualTo(0600);
      assertThat(server.refused()).isZero();
    }
  }

  private static int mode(Path file) throws Exception {
    int mode = (int) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).hasSize(9);
    return mode & 0777;
  }

  @Test
  @DisplayName("U4 the file has its owner before anybody can connect")
  void fileHasItsOwner() throws Exception {
    Users.requireRoot();
    UnixServerOptions options =
        UnixServerOptions.DEFAULT
            .withOwner(12345, -1)
            .withAccess(AccessPolicy.mode(0660).withGroup(23456));
    try (Binding bound = Binding.bind(SocketKind.STREAM, at("o"), options)) {
      assertThat(Files.getAttribute(folder.resolve("o"), "unix:uid")).isEqualTo(12345);
      assertThat(Files.getAttribute(folder.resolve("o"), "unix:gid")).isEqualTo(23456);
      assertThat(mode(folder.resolve("o"))).isEqualTo(0660);
      assertThat(bound.file()).isPresent();
    }
  }

  @Test
  @DisplayName(
      "U6 an abstract name has no file, is refused while it lives, and goes with its owner")
  void abstractName() throws Exception {
    UnixSocketAddress address =
        UnixSocketAddress.inAbstractNamespace("javaipc-test-" + ProcessHandle.current().pid());
    try (UnixServerSocket server = UnixServerSocket.bind(address);
        UnixSocket client = UnixSocket.connect(address);
        UnixSocket accepted = server.accept()) {
      assertThat(client.remoteAddress()).isEqualTo(address);
      assertThatThrownBy(() -> UnixServerSocket.bind(address))
          .isInstanceOf(ChannelBusyException.class);
      client.write(Bytes.of("hello"));
      assertThat(Bytes.read(accepted, 5)).isEqualTo("hello");
      assertThat(OpenDescriptors.sockets(address.text())).isPositive();
    }
    assertThat(OpenDescriptors.sockets(address.text())).isZero();
    UnixServerSocket.bind(address).close();
  }

  @Test
  void plainNameLivesInTheRuntimeDirectory() throws Exception {
    UnixSocketAddress address =
        UnixSocketAddress.inRuntimeDirectory("plain-" + ProcessHandle.current().pid());
    try (UnixServerSocket server = UnixServerSocket.bind(address)) {
      assertThat(server.address().path()).get().asString().endsWith(".unix");
      UnixSocket.connect(address).close();
    }
    assertThat(address.path().orElseThrow()).doesNotExist();
  }

  @Test
  void closingWakesWhoeverWaits() throws Exception {
    UnixServerSocket server = UnixServerSocket.bind(at("s"));
    Future<UnixSocket> accept = threads.submit(() -> server.accept());
    Thread.onSpinWait();
    server.close();
    server.close();
    assertThatThrownBy(accept::get).hasCauseInstanceOf(ChannelClosedException.class);
    assertThatThrownBy(server::poll).isInstanceOf(ChannelClosedException.class);
  }

  @Test
  void interruptEndsAcceptingAndLeavesTheServerUsable() throws Exception {
    try (UnixServerSocket server = UnixServerSocket.bind(at("s"))) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> server.accept(LONG)).isInstanceOf(InterruptedException.class);
      assertThat(server.accept(Duration.ofMillis(1))).isNull();
      UnixSocket.connect(server.address()).close();
      server.accept(LONG).close();
    }
  }

  @Test
  void leavesNoDescriptorBehind() throws Exception {
    UnixServerSocket.bind(at("warm")).close();
    int before = OpenDescriptors.count();
    for (int i = 0; i < 200; i++) {
      try (UnixServerSocket server = UnixServerSocket.bind(at("s"));
          UnixSocket client = UnixSocket.connect(server.address());
          UnixSocket accepted = server.accept()) {
        client.write(Bytes.of("x"));
        assertThat(Bytes.read(accepted, 1)).isEqualTo("x");
      }
    }
    await().untilAsserted(() -> assertThat(OpenDescriptors.count()).isLessThanOrEqualTo(before));
    assertThat(folder).isEmptyDirectory();
  }
}
