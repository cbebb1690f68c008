package org.javaipc.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.javaipc.AccessRefusedException;
import org.javaipc.Address;
import org.javaipc.Channel;
import org.javaipc.ChannelStatus;
import org.javaipc.ChannelStatus.State;
import org.javaipc.Connection;
import org.javaipc.CorruptChannelException;
import org.javaipc.InvalidAddressException;
import org.javaipc.IpcException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.PeerClosedException;
import org.javaipc.PeerDiedException;
import org.javaipc.Server;
import org.javaipc.connection.Answer;
import org.javaipc.connection.Answer.Verdict;
import org.javaipc.linux.socket.SocketDescriptor;
import org.javaipc.spi.ChannelOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections that are one socket each, and peers that do what they should not. */
class UnixConnectionTest {
  @TempDir Path folder;

  private Address address;

  @BeforeEach
  void name() {
    address = at("");
  }

  private Address at(String options) {
    return Address.parse("unix:" + folder.resolve("s") + options);
  }

  private void serves(Server server) throws Exception {
    Connections.exchange(server, address);
  }

  private static void send(SocketDescriptor socket, MemorySegment bytes) throws Exception {
    assertThat(socket.send(bytes.address(), bytes.byteSize())).isEqualTo(bytes.byteSize());
  }

  private static MemorySegment frame(int length, String text) {
    MemorySegment all = Bytes.room(4 + text.length());
    all.set(java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED, 0, length);
    all.asSlice(4).copyFrom(Bytes.of(text));
    return all;
  }

  @Test
  @DisplayName("U2 garbage in the place of a greeting is refused and counted; the server goes on")
  void garbageForGreeting() throws Exception {
    try (Server server = Connections.listen(address)) {
      for (String garbage : List.of("GET / HTTP/1.1\r\n\r\n", "x", "")) {
        try (SocketDescriptor stranger = Connections.stranger(address)) {
          send(stranger, Bytes.of(garbage));
        }
      }
      await().untilAsserted(() -> assertThat(server.refused()).isEqualTo(3));
      assertThat(server.poll()).isNull();
      serves(server);
    }
  }

  @Test
  @DisplayName("U2 a frame of impossible length ends its own connection only")
  void garbageLength() throws Exception {
    try (Server server = Connections.listen(address)) {
      for (int length : new int[] {Integer.MAX_VALUE, Integer.MIN_VALUE, (1 << 20) + 1, -1, -2}) {
        try (SocketDescriptor stranger = Connections.stranger(address)) {
          PendingClient.say(stranger);
          send(stranger, frame(1, "a"));
          send(stranger, frame(length, "not IPCclose"));
          try (Connection served = server.accept()) {
            assertThat(served.receiver().receiveString()).isEqualTo("a");
            assertThatThrownBy(() -> served.receiver().receive())
                .isInstanceOf(CorruptChannelException.class)
                .hasMessageContaining("length=" + length);
            serves(server);
          }
        }
      }
      assertThat(server.refused()).isZero();
    }
  }

  @Test
  @DisplayName("U2 a peer that ends in mid-frame has died, on its own connection only")
  void endInMidFrame() throws Exception {
    try (Server server = Connections.listen(address)) {
      for (MemorySegment beginning : List.of(frame(100, "abc"), Bytes.of("ab"), Bytes.of(""))) {
        try (SocketDescriptor stranger = Connections.stranger(address)) {
          PendingClient.say(stranger);
          send(stranger, frame(5, "whole"));
          send(stranger, beginning);
        }
        try (Connection served = server.accept()) {
          assertThat(served.receiver().receiveString()).isEqualTo("whole");
          assertThatThrownBy(() -> served.receiver().receive())
              .isInstanceOf(PeerDiedException.class)
              .hasMessageContaining(
                  beginning.byteSize() == 0 ? "died" : beginning.byteSize() + " bytes had arrived");
          assertThat(served.receiver().receive()).isNull();
          assertThat(served.receiver().diedSenders()).isEqualTo(1);
          assertThatThrownBy(() -> served.sender().send("?")).isInstanceOf(PeerDiedException.class);
        }
        serves(server);
      }
    }
  }

  @Test
  @DisplayName(
      "U2 a sender tells a peer that closed from one that died, also before it has received")
  void senderTellsClosedFromDied() throws Exception {
    try (Server server = Connections.listen(address)) {
      Connection orderly = Connections.connect(address);
      try (Connection served = server.accept()) {
        orderly.sender().send("unread");
        orderly.close();
        assertThatThrownBy(() -> served.sender().send("?"))
            .isInstanceOf(PeerClosedException.class)
            .isNotInstanceOf(PeerDiedException.class);
        assertThat(served.receiver().receiveString()).isEqualTo("unread");
        assertThat(served.receiver().receive()).isNull();
      }
      SocketDescriptor dying = Connections.stranger(address);
      PendingClient.say(dying);
      send(dying, frame(6, "unread"));
      try (Connection served = server.accept()) {
        dying.close();
        assertThatThrownBy(() -> served.sender().send("?")).isInstanceOf(PeerDiedException.class);
        assertThat(served.receiver().receiveString()).isEqualTo("unread");
      }
    }
  }

  @Test
  @DisplayName("U10 a client that never reads holds up nobody but who writes to it")
  void deafClient() throws Exception {
    try (Server server = Connections.listen(at("?capacity=8KiB"));
        Connection deaf = Connections.connect(address);
        Connection served = server.accept()) {
      MemorySegment message = Bytes.room(1000);
      while (served.sender().offer(message, 0, 1000)) {
        assertThat(deaf.peer()).isPresent();
      }
      assertThat(served.sender().send(message, 0, 1000, Duration.ofMillis(20))).isFalse();
      serves(server);
      deaf.receiver().close(); // wakes who waits for room
      assertThatThrownBy(
              () -> {
                while (true) {
                  served.sender().send(message, 0, 1000);
                }
              })
          .isInstanceOf(PeerClosedException.class)
          .isNotInstanceOf(PeerDiedException.class);
    }
  }

  @Test
  @DisplayName("U8 a client that is refused gets AccessRefusedException with the cure")
  void refusedClient() throws Exception {
    try (UnixServerSocket server = UnixServerSocket.bind(new UnixSocketAddress(address.name()))) {
      Thread refusing =
          Thread.ofVirtual()
              .start(() -> {
                try (UnixSocket client = server.accept()) {
                  Answer answer = Answer.refusal(Verdict.UNTRUSTED, "open it with trust=uid:1");
                  SocketDescriptor told = SocketDescriptor.adopt(client.release(), "client");
                  Welcome.say(told, answer);
                  told.close();
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      assertThatThrownBy(() -> Connections.connect(address))
          .isInstanceOf(AccessRefusedException.class)
          .hasMessageContainingAll(address.name(), "trust=uid:1");
      refusing.join();
    }
  }

  @Test
  @DisplayName("U10 10,000 connects in a row are all served, and none is refused")
  void tenThousandConnects() throws Exception {
    Address small = at("?capacity=8KiB&maxMessage=100");
    try (Server server = Connections.listen(small)) {
      Thread serving = Thread.ofVirtual().start(() -> Connections.echo(server, 10_000));
      List<Thread> crowd = new ArrayList<>();
      List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
      for (int thread = 0; thread < 4; thread++) {
        crowd.add(
            Thread.ofVirtual()
                .start(() -> {
                  try {
                    for (int i = 0; i < 2_500; i++) {
                      try (Connection client = Connections.connect(address)) {
                        client.sender().send("x");
                        assertThat(client.receiver().receiveString()).isEqualTo("x");
                      }
                    }
                  } catch (Throwable e) {
                    failures.add(e);
                  }
                }));
      }
      for (Thread thread : crowd) {
        thread.join();
      }
      assertThat(failures).isEmpty();
      serving.join();
      assertThat(server.refused()).isZero();
    }
  }

  @Test
  @DisplayName(
      "U3 what a killed server left is seen as that and removed by whoever cleans, a live server is not")
  void leftover() throws Exception {
    Path run = Files.createDirectory(folder.resolve("run"));
    Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwx------"));
    Address plain = Address.parse("unix:seen?dir=" + run);
    Path socket = run.resolve("seen.unix");
    UnixProvider provider = new UnixProvider();
    try (TestProcess killed =
        TestProcess.java(200, CrampedServer.class, "listen", socket, Door.NETTY)) {
      assertThat(killed.line()).isEqualTo("listening");
      assertThat(looks(plain, run)).containsExactly(State.LIVE, State.LIVE);
      assertThat(provider.removeLeftovers(Optional.of(run))).isEmpty();
    }
    assertThat(looks(plain, run)).containsExactly(State.LEFT, State.LEFT);
    assertThat(provider.removeLeftovers(Optional.of(run))).containsExactly(socket.toString());
    assertThat(socket).doesNotExist();
    Connections.listen(plain).close();
  }

  @Test
  @DisplayName(
      "U3 a client does not wait for a server that cannot come, nor does a server or sender")
  void impossiblePlaces() throws Exception {
    Files.createFile(folder.resolve("file"));
    Files.createDirectory(folder.resolve("folder"));
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("gone"));
    for (String framing : List.of("", "&framing=none")) {
      refusesAll("file", framing, CorruptChannelException.class, "a regular file, not a socket");
      refusesAll("folder", framing, CorruptChannelException.class, "a directory, not a socket");
      refusesAll("link", framing, CorruptChannelException.class, "a symbolic link, not a socket");
      refusesAll("no/such", framing, NoSuchObjectException.class, "no such directory");
      refusesAll("x".repeat(100), framing, InvalidAddressException.class, "at most 108");
    }
    refuses("file/s", "", IpcException.class, "ENOTDIR");
    assertThat(folder.resolve("file")).isEmptyFile();
    assertThat(folder.resolve("no")).doesNotExist();
  }

  private void refusesAll(String name, String options, Class<?> type, String message) {
    refuses(name, options, type, message);
    Address there = place(name, options);
    assertRefused(there, type, message, () -> channel(there).sender());
    assertRefused(there, type, message, () -> channel(there).receiver());
  }

  private void refuses(String name, String options, Class<?> type, String message) {
    Address there = place(name, options);
    assertRefused(there, type, message, () -> Connections.connect(there));
    assertRefused(there, type, message, () -> Connections.listen(there));
  }

  /** Were it to wait, the watchdog of the test would end it. */
  private Address place(String name, String options) {
    return Address.parse("unix:" + folder.resolve(name) + "?connect=10m" + options);
  }

  private static Channel channel(Address address) throws IpcException {
    return new UnixProvider().channel(address, ChannelOptions.of(address, Set.of()));
  }

  private static void assertRefused(
      Address address, Class<?> type, String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(type)
        .hasMessageContaining(address.name())
        .hasMessageContaining(message);
  }

  @Test
  @DisplayName("U3 a server is seen from outside, and does not notice")
  void seenFromOutside() throws Exception {
    Path run = Files.createDirectory(folder.resolve("run"));
    Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwx------"));
    Address plain = Address.parse("unix:seen?dir=" + run);
    assertThat(looks(plain, run)).isEmpty();
    try (Server server = Connections.listen(plain)) {
      assertThat(looks(plain, run)).containsExactly(State.LIVE, State.LIVE);
      assertThat(server.accept(Duration.ofMillis(1))).isNull();
      assertThat(server.refused()).isZero();
    }
    assertThat(looks(plain, run)).isEmpty();
  }

  @Test
  @DisplayName("U6 a server with an abstract name is seen by whoever knows the name")
  void abstractSeenFromOutside() throws Exception {
    Address name = Address.parse("unix:@javaipc-seen-" + ProcessHandle.current().pid());
    ChannelOptions options = ChannelOptions.of(name, Set.of());
    assertThat(new UnixProvider().status(name, options)).isEmpty();
    try (Server server = Connections.listen(name)) {
      assertThat(new UnixProvider().status(name, options))
          .extracting(ChannelStatus::state)
          .containsExactly(State.LIVE);
      assertThat(server.refused()).isZero();
    }
  }

  /** What listing says of it, and asking for it. */
  private static List<State> looks(Address address, Path directory) throws Exception {
    UnixProvider provider = new UnixProvider();
    List<ChannelStatus> all = new ArrayList<>(provider.channels(Optional.of(directory)));
    all.addAll(provider.status(address, ChannelOptions.of(address, Set.of())));
    assertThat(all)
        .allSatisfy(found -> {
          assertThat(found.address()).isEqualTo(address);
          assertThat(found.kind()).isEqualTo(ChannelStatus.Kind.SOCKET);
          assertThat(found.object()).isEqualTo(directory.resolve("seen.unix").toString());
        });
    return all.stream().map(ChannelStatus::state).toList();
  }
}
