package org.javaipc.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.javaipc.Connection;
import org.javaipc.CorruptChannelException;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.Server;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A program of a later release, with other versions of the formats: one error with the cure, and what else is open goes on. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OtherVersionTest {
  private static final int LATER = 7;
  private static final String CURE =
      "has format version %d, this library has %d; use the same release at both ends";

  @TempDir Path folder;

  private String address(String scheme, String name) {
    return "%s:%s?dir=%s".formatted(scheme, name, folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"shm", "mmap", "unix"})
  @DisplayName("Channels: Java refuses the channel of a later Python, which refuses that of Java")
  void channels(String scheme) throws Exception {
    try (PeerProgram later = PeerProgram.ofVersion(LATER);
        PeerProgram peer = PeerProgram.start(Client.PYTHON);
        Receiver receiver = Ipc.receiver(address(scheme, "mine") + "&maxMessage=" + Wave.LIMIT)) {
      later.tell("receive", address(scheme, "theirs"), 0, Wave.LIMIT);
      later.expect("open");
      assertThatThrownBy(() -> Ipc.sender(address(scheme, "theirs") + "&connect=5s"))
          .isInstanceOf(CorruptChannelException.class)
          .hasMessageContaining(CURE, LATER, 2);
      peer.tell("send", address(scheme, "theirs") + "&connect=5s", 1, 0);
      assertThat(peer.expect("error CorruptChannel: ")).contains(CURE.formatted(LATER, 2));
      peer.expect("done");
      peer.tell("send", address(scheme, "mine"), 100, Wave.LIMIT);
      Wave.receive(receiver, 100);
      peer.expect("sent 100");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"shm", "mmap", "unix"})
  @DisplayName("Channels: a later Python is told by Java's channel, whose other senders go on")
  void senders(String scheme) throws Exception {
    try (PeerProgram later = PeerProgram.ofVersion(LATER);
        Receiver receiver = Ipc.receiver(address(scheme, "mine"));
        Sender sender = Ipc.sender(address(scheme, "mine"))) {
      later.tell("send", address(scheme, "mine") + "&connect=5s", 1, 0);
      assertThat(later.expect("error CorruptChannel: ")).contains(CURE.formatted(2, LATER));
      later.expect("done");
      sender.send("goes on");
      assertThat(receiver.receiveString()).isEqualTo("goes on");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"shm", "mmap"})
  @DisplayName(
      "Connections: who comes with another version of the handshake is told, and others are let in")
  void connections(String scheme) throws Exception {
    try (PeerProgram later = PeerProgram.ofVersion(LATER);
        Server server = Ipc.listen(address(scheme, "desk"))) {
      later.tell("talk", address(scheme, "desk") + "&connect=5s", 1, 0);
      assertThat(later.expect("error CorruptChannel: ")).contains("use the same release");
      later.expect("done");
      try (Connection client = Ipc.connect(address(scheme, "desk"))) {
        talk(client, Objects.requireNonNull(server.accept()));
      }
    }
  }

  private static void talk(Connection client, Connection served)
      throws IpcException, InterruptedException {
    client.send("goes on");
    assertThat(served.receiveString()).isEqualTo("goes on");
    served.close();
  }
}
