package org.javaipc.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.javaipc.AccessRefusedException;
import org.javaipc.ChannelClosedException;
import org.javaipc.MessageTooLongException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.PeerClosedException;
import org.javaipc.SystemCallException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Datagram sockets that answer, know who sends, and pass descriptors. */
@Timeout(60)
class DatagramAnswersTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path folder;

  private UnixSocketAddress at(String name) {
    return UnixSocketAddress.of(folder.resolve(name));
  }

  private UnixDatagramSocket bound(String name) throws Exception {
    return UnixDatagramSocket.bind(at(name), UnixServerOptions.DEFAULT);
  }

  private static String received(UnixDatagramSocket socket) throws Exception {
    MemorySegment room = Bytes.room(100);
    return Bytes.text(room, socket.receive(room, LONG));
  }

  private static MemorySegment text(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void serverAnswersTheNameThatADatagramCameFrom() throws Exception {
    try (UnixDatagramSocket server = bound("d");
        UnixDatagramSocket connected = UnixDatagramSocket.connect(at("d"), LONG);
        UnixDatagramSocket open = UnixDatagramSocket.open();
        UnixDatagramSocket named =
            UnixDatagramSocket.connectFrom(at("c"), UnixServerOptions.DEFAULT, at("d"), LONG)) {
      connected.send(text("connected"));
      open.sendTo(text("open"), at("d"));
      named.send(text("named"));
      for (UnixDatagramSocket client : List.of(connected, open, named)) {
        MemorySegment room = Bytes.room(100);
        UnixDatagram question = server.receiveFrom(room, LONG);
        assertThat(question.sender()).isEqualTo(client.localAddress());
        server.sendTo(room.asSlice(0, question.length()), question.sender());
      }
      assertThat(received(connected)).isEqualTo("connected");
      assertThat(received(open)).isEqualTo("open");
      assertThat(received(named)).isEqualTo("named");
      assertThat(named.localAddress()).isEqualTo(at("c"));
      assertThat(open.localAddress().isAbstract()).isTrue();
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void kernelSaysWhoSent() throws Exception {
    try (UnixDatagramSocket server = bound("d");
        UnixDatagramSocket client = UnixDatagramSocket.connect(at("d"), LONG)) {
      client.send(text(""));
      UnixDatagram came = server.receiveFrom(Bytes.room(1), LONG);
      assertThat(came.length()).isZero();
      assertThat(came.credentials())
          .hasValueSatisfying(
              peer -> assertThat(peer.pid()).isEqualTo(ProcessHandle.current().pid()));
      assertThat(came.descriptors()).isEmpty();
      assertThat(server.receiveFrom(Bytes.room(1), Duration.ZERO)).isNull();
    }
  }

  @Test
  void descriptorsComeWithTheirDatagram() throws Exception {
    Path file = Files.writeString(folder.resolve("f"), "content");
    try (UnixDatagramSocket server = bound("d");
        UnixDatagramSocket client = UnixDatagramSocket.open();
        PassedDescriptor descriptor = PassedDescriptor.open(file, false)) {
      client.sendTo(text("two"), List.of(descriptor, descriptor), at("d"));
      client.sendTo(text("none"), at("d"));
      try (UnixDatagram two = server.receiveFrom(Bytes.room(10), LONG)) {
        assertThat(two.descriptors()).hasSize(2);
        try (FileChannel channel =
            two.descriptors().get(1).fileChannel(Set.of(StandardOpenOption.READ))) {
          assertThat(channel.size()).isEqualTo(7);
        }
      }
      assertThat(server.receiveFrom(Bytes.room(10), LONG).descriptors()).isEmpty();
    }
  }

  @Test
  void descriptorsThatNobodyTakesAreClosed() throws Exception {
    try (UnixDatagramSocket server = bound("d");
        UnixDatagramSocket client = UnixDatagramSocket.connect(at("d"), LONG);
        PassedDescriptor descriptor = PassedDescriptor.open(Path.of("/dev/null"), false)) {
      long before = OpenDescriptors.files();
      for (int i = 0; i < 5; i++) {
        client.send(text("x"), List.of(descriptor));
        assertThat(server.receive(Bytes.room(1), LONG)).isEqualTo(1);
        client.send(text("too long"), List.of(descriptor));
        assertThatThrownBy(() -> server.receiveFrom(Bytes.room(1), LONG))
            .isInstanceOf(MessageTooLongException.class);
      }
      assertThat(OpenDescriptors.files()).isEqualTo(before);
    }
  }

  @Test
  void sendingToANameFailsAsTheNameIs() throws Exception {
    UnixDatagramSocket gone = bound("gone");
    try (UnixDatagramSocket socket = UnixDatagramSocket.open();
        UnixServerSocket stream = UnixServerSocket.bind(at("stream"));
        UnixDatagramSocket peer = bound("peer");
        UnixDatagramSocket busy =
            UnixDatagramSocket.connectFrom(
                at("busy"), UnixServerOptions.DEFAULT, at("peer"), LONG)) {
      assertThatThrownBy(() -> socket.sendTo(text("x"), at("nothing")))
          .isInstanceOf(NoSuchObjectException.class)
          .hasMessageContaining("nothing");
      assertThatThrownBy(() -> socket.sendTo(text("x"), stream.address()))
          .isInstanceOf(SystemCallException.class)
          .hasMessageContaining("another kind of socket");
      assertThatThrownBy(() -> socket.sendTo(text("x"), busy.localAddress()))
          .isInstanceOf(AccessRefusedException.class);
      assertThatThrownBy(() -> socket.trySend(text("x"))).isInstanceOf(PeerClosedException.class);
      UnixSocketAddress left = gone.localAddress();
      gone.close();
      assertThatThrownBy(() -> socket.sendTo(text("x"), left))
          .isInstanceOf(NoSuchObjectException.class);
      assertThatThrownBy(() -> gone.localAddress()).isInstanceOf(ChannelClosedException.class);
      assertThat(peer.tryReceive(Bytes.room(1))).isEqualTo(UnixDatagramSocket.TIMED_OUT);
    }
  }

  @Test
  void sendingToAFullQueueWaitsForRoom() throws Exception {
    try (UnixDatagramSocket server = bound("d");
        UnixDatagramSocket client = UnixDatagramSocket.open()) {
      int queued = 0;
      while (client.trySendTo(text("x"), at("d"))) {
        queued++;
      }
      Thread sending =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  client.sendTo(text("last"), at("d"));
                } catch (Exception e) {
                  throw new AssertionError(e);
                }
              });
      for (int i = 0; i < queued; i++) {
        assertThat(received(server)).isEqualTo("x");
      }
      assertThat(received(server)).isEqualTo("last");
      sending.join();
    }
  }

  @Test
  void nativeMemoryNeedNotBeCopied() throws Exception {
    try (Arena arena = Arena.ofConfined();
        UnixDatagramSocket server = bound("d");
        UnixDatagramSocket client = UnixDatagramSocket.connect(at("d"), LONG)) {
      client.send(arena.allocateFrom("PING"));
      byte[] heap = new byte[5];
      assertThat(server.receive(MemorySegment.ofArray(heap), LONG)).isEqualTo(5);
      assertThat(heap).containsExactly('P', 'I', 'N', 'G', 0);
    }
  }
}
