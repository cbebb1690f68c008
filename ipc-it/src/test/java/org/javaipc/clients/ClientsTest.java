package org.javaipc.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.javaipc.Connection;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.Server;
import org.javaipc.TopicPublisher;
import org.javaipc.TopicSubscription;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Programs in Python and C at the other end of channels and connections. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientsTest {
  private static final int COUNT = 3000;
  private static final int TALKS = 300;
  private static final List<String> SCHEMES = List.of("shm", "mmap", "unix");

  @TempDir static Path folder;

  private final Map<Client, PeerProgram> peers = new EnumMap<>(Client.class);

  static Stream<Arguments> pairs() {
    return Stream.of(Client.values())
        .flatMap(client -> SCHEMES.stream().map(scheme -> Arguments.of(client, scheme)));
  }

  @AfterAll
  void closePeers() throws Exception {
    for (PeerProgram peer : peers.values()) {
      peer.close();
    }
  }

  private PeerProgram peer(Client client) throws Exception {
    PeerProgram peer = peers.get(client);
    if (peer == null) {
      peer = PeerProgram.start(client);
      peers.put(client, peer);
    }
    return peer;
  }

  /** A directory of each test's own, which shows what is left behind. */
  private static Path directory(Client client, String scheme, String test) throws Exception {
    return Files.createDirectories(folder.resolve(client + scheme + test));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("pairs")
  @DisplayName("Java sends: every message arrives, over the end of a small ring, and then the end")
  void javaSends(Client client, String scheme) throws Exception {
    PeerProgram peer = peer(client);
    Path directory = directory(client, scheme, "a");
    peer.tell("receive", address(scheme, directory, small()), 0, Wave.LIMIT);
    peer.expect("open");
    try (Sender sender = Ipc.sender(address(scheme, directory, "wait=park"))) {
      assertThat(sender.maxMessage()).isEqualTo(Wave.LIMIT);
      Wave.send(sender, COUNT);
    }
    peer.expect("received " + COUNT);
    peer.expect("done");
    assertNothingLeft(directory, scheme);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("pairs")
  @DisplayName(
      "Java receives: every message arrives, over the end of a small ring, and then the end")
  void javaReceives(Client client, String scheme) throws Exception {
    PeerProgram peer = peer(client);
    Path directory = directory(client, scheme, "b");
    try (Receiver receiver = Ipc.receiver(address(scheme, directory, small() + "&wait=park"))) {
      peer.tell("send", address(scheme, directory, "wait=park"), COUNT, Wave.LIMIT);
      Wave.receive(receiver, COUNT);
      assertThat(receiver.receive()).isNull();
    }
    peer.expect("sent " + COUNT);
    peer.expect("done");
    assertNothingLeft(directory, scheme);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("topics")
  @DisplayName(
      "Java publishes: each subscription gets every message, over the end of a small lane, and then the end")
  void javaPublishes(Client client, String scheme) throws Exception {
    PeerProgram peer = peer(client);
    Path directory = directory(client, scheme, "e");
    String limits = "capacity=8KiB&wait=park&patience=2m&maxMessage=" + Wave.LIMIT;
    Thread reading;
    try (TopicPublisher publisher = Ipc.publisher(address(scheme, directory, limits))) {
      peer.tell("subscribe", address(scheme, directory, "end=last&wait=park"), 0, Wave.LIMIT);
      peer.expect("open");
      TopicSubscription subscription = Ipc.subscribe(address(scheme, directory, "end=last"));
      reading = Thread.ofPlatform().daemon().start(() -> readAll(subscription));
      Wave.send(publisher, COUNT);
      assertThat(publisher.subscriptions()).isEqualTo(2);
    }
    peer.expect("received " + COUNT + " missed 0");
    assertThat(reading.join(Duration.ofMinutes(1))).isTrue();
    peer.expect("done");
    assertNothingLeft(directory, scheme);
  }

  private static void readAll(TopicSubscription subscription) {
    try (subscription) {
      subscription.forEach(message -> {});
    } catch (IpcException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  static Stream<Arguments> topics() {
    return Stream.of(Client.values())
        .flatMap(client -> Stream.of("shm", "mmap").map(scheme -> Arguments.of(client, scheme)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("pairs")
  @DisplayName("A client in another language talks to a server in Java")
  void javaServes(Client client, String scheme) throws Exception {
    PeerProgram peer = peer(client);
    Path directory = directory(client, scheme, "c");
    try (Server server = Ipc.listen(address(scheme, directory, "maxMessage=" + Wave.LIMIT))) {
      peer.tell("talk", address(scheme, directory, "wait=park"), TALKS, Wave.LIMIT);
      try (Connection connection =
          Objects.requireNonNull(server.accept(Duration.ofSeconds(30)), "no client")) {
        for (byte[] message; (message = connection.receiver().receive()) != null; ) {
          connection.sender().send(message);
        }
      }
    }
    peer.expect("open");
    peer.expect("talked " + TALKS);
    peer.expect("done");
    assertNothingLeft(directory, scheme);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("pairs")
  @DisplayName("A client in Java talks to a server in another language")
  void javaConnects(Client client, String scheme) throws Exception {
    PeerProgram peer = peer(client);
    Path directory = directory(client, scheme, "d");
    peer.tell("serve", address(scheme, directory, "maxMessage=" + Wave.LIMIT), 0, Wave.LIMIT);
    peer.expect("open");
    try (Connection connection = Ipc.connect(address(scheme, directory, "wait=park"))) {
      for (int i = 0; i < TALKS; i++) {
        connection.sender().send(Wave.message(i));
        assertThat(connection.receiver().receive()).isEqualTo(Wave.message(i));
      }
      connection.sender().close();
      peer.expect("served " + TALKS);
      peer.tell("go");
      assertThat(connection.receiver().receive()).isNull();
    }
    peer.expect("done");
    assertNothingLeft(directory, scheme);
  }

  private static String small() {
    return "capacity=8KiB&maxMessage=" + Wave.LIMIT;
  }

  private static String address(String scheme, Path directory, String options) {
    return "%s:x?dir=%s&%s".formatted(scheme, directory, options);
  }

  /** Of this library's files only those of living processes are left, and the file of a durable channel. */
  private static void assertNothingLeft(Path directory, String scheme) throws Exception {
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .allMatch(name ->
              name.startsWith(".proc-") || (scheme.equals("mmap") && name.equals("x.mmap")));
    }
  }
}
