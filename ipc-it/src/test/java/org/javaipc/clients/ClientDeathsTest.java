package org.javaipc.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.javaipc.Connection;
import org.javaipc.Ipc;
import org.javaipc.PeerDiedException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.TopicPublisher;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A program in Python or C is killed, and its Java peers know; a JVM is killed, and its peers in other languages know. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClientDeathsTest {
  private static final int COMMITTED = 60;
  private static final int SOME = 2000;
  private static final String SMALL = "capacity=8KiB&wait=park&maxMessage=" + Wave.LIMIT;
  private static final List<String> SCHEMES = List.of("shm", "mmap", "unix");

  @TempDir static Path folder;

  @ParameterizedTest
  @EnumSource(names = {"PYTHON", "C"})
  @DisplayName(
      "A client is killed: what it had sent arrives, then each of its peers gets PeerDiedException")
  void clientIsKilled(Client client) throws Exception {
    try (JavaEnds ends = JavaEnds.open(Files.createDirectory(folder.resolve(client + "a")));
        PeerProgram peer = PeerProgram.start(client)) {
      peer.tell("all", ends.directory(), COMMITTED, Wave.LIMIT);
      peer.expect("open");
      ends.join();
      peer.expect("connected");
      peer.kill();
      for (Receiver receiver : ends.receivers()) {
        Wave.receive(receiver, COMMITTED);
        assertThatThrownBy(receiver::receive).isInstanceOf(PeerDiedException.class);
      }
      for (Sender sender : ends.senders()) {
        assertThatThrownBy(() -> sendForEver(sender)).isInstanceOf(PeerDiedException.class);
      }
      for (Connection connection : ends.connections()) {
        assertThatThrownBy(() -> connection.receiver().receive())
            .isInstanceOf(PeerDiedException.class);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PYTHON", "C"})
  @DisplayName("A JVM is killed: each of its peers in another language is told that it died")
  void javaIsKilled(Client client) throws Exception {
    Path directory = Files.createDirectory(folder.resolve(client + "b"));
    try (PeerProgram jvm = PeerProgram.java(KilledMain.class, directory);
        PeerProgram peer = PeerProgram.start(client)) {
      peer.tell("all", directory, COMMITTED, Wave.LIMIT);
      peer.expect("open");
      peer.expect("connected");
      jvm.expect("joined");
      jvm.kill();
      peer.tell("watch");
      for (String kind : List.of("sender", "receiver", "connection")) {
        for (String scheme : SCHEMES) {
          peer.expect(kind + " of " + scheme + " PeerDied");
        }
      }
      peer.expect("done");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PYTHON", "C"})
  @DisplayName("A client is killed while it sends: nothing is missing before the PeerDiedException")
  void killedWhileItSends(Client client) throws Exception {
    for (String scheme : SCHEMES) {
      try (Receiver receiver = Ipc.receiver(address(client, scheme, "c", SMALL));
          PeerProgram peer = PeerProgram.start(client)) {
        peer.tell("send", address(client, scheme, "c", "wait=park"), Integer.MAX_VALUE, Wave.LIMIT);
        Wave.receive(receiver, SOME);
        peer.kill();
        assertThatThrownBy(() -> receiveForEver(receiver)).isInstanceOf(PeerDiedException.class);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PYTHON", "C"})
  @DisplayName("A client is killed while it receives: the sender, which may wait for room, is told")
  void killedWhileItReceives(Client client) throws Exception {
    for (String scheme : SCHEMES) {
      try (PeerProgram peer = PeerProgram.start(client)) {
        peer.tell("receive", address(client, scheme, "d", SMALL), 0, Wave.LIMIT);
        peer.expect("open");
        try (Sender sender = Ipc.sender(address(client, scheme, "d", "wait=park"))) {
          Wave.send(sender, SOME);
          peer.kill();
          assertThatThrownBy(() -> sendForEver(sender)).isInstanceOf(PeerDiedException.class);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PYTHON", "C"})
  @DisplayName(
      "A subscription of a client is killed: its publisher goes on, and its place is free again")
  void subscriptionIsKilled(Client client) throws Exception {
    for (String scheme : List.of("shm", "mmap")) {
      killSubscriptions(client, scheme);
    }
  }

  private static void killSubscriptions(Client client, String scheme) throws Exception {
    String topic = address(client, scheme, "e", "end=last");
    try (TopicPublisher publisher =
        Ipc.publisher(address(client, scheme, "e", "subscribers=1&patience=2m&" + SMALL))) {
      for (int round = 0; round < 2; round++) {
        try (PeerProgram peer = PeerProgram.start(client)) {
          peer.tell("subscribe", topic, 0, Wave.LIMIT);
          peer.expect("open");
          Wave.send(publisher, SOME);
          assertThat(publisher.subscriptions()).isEqualTo(1);
          peer.kill();
        }
        Wave.send(publisher, SOME); // waits for nobody
        assertThat(publisher.subscriptions()).isZero();
        assertThat(publisher.disconnected()).isZero();
      }
    }
  }

  private static String address(Client client, String scheme, String name, String options) {
    return "%s:%s-%s?dir=%s&%s".formatted(scheme, client, name, folder, options);
  }

  /** Receives what goes on behind {@link #SOME} messages, and has to be the next each time. */
  private static void receiveForEver(Receiver receiver) throws Exception {
    for (int i = SOME; ; i++) {
      assertThat(receiver.receive()).as("message %d", i).isEqualTo(Wave.message(i));
    }
  }

  private static void sendForEver(Sender sender) throws Exception {
    while (true) {
      sender.send(new byte[100]);
    }
  }
}
