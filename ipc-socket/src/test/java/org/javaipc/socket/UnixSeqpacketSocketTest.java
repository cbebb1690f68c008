package org.javaipc.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.javaipc.ConnectTimeoutException;
import org.javaipc.MessageTooLongException;
import org.javaipc.PeerClosedException;
import org.javaipc.SystemCallException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Seqpacket sockets, against the kernel. */
@Timeout(60)
class UnixSeqpacketSocketTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path folder;

  private UnixSocketAddress name() {
    return UnixSocketAddress.of(folder.resolve("s"));
  }

  private static MemorySegment text(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String received(UnixSeqpacketSocket socket) throws Exception {
    MemorySegment room = Bytes.room(100);
    return Bytes.text(room, socket.receive(room, LONG));
  }

  @Test
  void messagesKeepTheirBoundariesAndTheStreamEnds() throws Exception {
    try (UnixSeqpacketServerSocket server =
            UnixSeqpacketServerSocket.bind(name(), UnixServerOptions.DEFAULT);
        UnixSeqpacketSocket client = UnixSeqpacketSocket.connect(name(), LONG);
        UnixSeqpacketSocket accepted = server.accept()) {
      for (String message : List.of("one", "", "three", "")) {
        client.send(text(message));
      }
      client.shutdownOutput();
      for (String message : List.of("one", "", "three", "")) {
        assertThat(received(accepted)).isEqualTo(message);
      }
      MemorySegment room = Bytes.room(10);
      assertThat(accepted.receive(room, LONG)).isEqualTo(UnixSeqpacketSocket.END_OF_STREAM);
      assertThat(accepted.tryReceive(room)).isEqualTo(UnixSeqpacketSocket.END_OF_STREAM);
      accepted.send(text("answer"));
      assertThat(received(client)).isEqualTo("answer");
      assertThat(client.tryReceive(room)).isEqualTo(UnixSeqpacketSocket.TIMED_OUT);
      assertThat(accepted.peer().pid()).isEqualTo(ProcessHandle.current().pid());
      assertThat(client.remoteAddress()).isEqualTo(name());
      assertThat(server.accept(Duration.ZERO)).isNull();
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void messageThatIsTooLongForTheRoomIsLostAlone() throws Exception {
    UnixSeqpacketSocket.Pair pair = UnixSeqpacketSocket.pair();
    try (UnixSeqpacketSocket first = pair.first();
        UnixSeqpacketSocket second = pair.second()) {
      first.send(text("too long"));
      first.send(text("ok"));
      assertThatThrownBy(() -> second.receive(Bytes.room(2), LONG))
          .isInstanceOf(MessageTooLongException.class);
      assertThat(received(second)).isEqualTo("ok");
      assertThatThrownBy(() -> first.trySend(Bytes.room(64L << 20)))
          .isInstanceOf(MessageTooLongException.class);
    }
  }

  @Test
  void descriptorsComeWithTheirMessage() throws Exception {
    UnixSeqpacketSocket.Pair pair = UnixSeqpacketSocket.pair();
    try (UnixSeqpacketSocket first = pair.first();
        UnixSeqpacketSocket second = pair.second();
        PassedDescriptor descriptor = PassedDescriptor.open(Path.of("/dev/null"), false)) {
      first.send(text("a"), List.of(descriptor));
      first.send(text("b"));
      List<PassedDescriptor> came = new ArrayList<>();
      assertThat(second.receive(Bytes.room(10), came, LONG)).isEqualTo(1);
      assertThat(came).hasSize(1);
      came.getFirst().close();
      assertThat(second.receive(Bytes.room(10), came, LONG)).isEqualTo(1);
      assertThat(came).hasSize(1);
    }
  }

  @Test
  void peerThatIsGoneIsTold() throws Exception {
    UnixSeqpacketSocket.Pair pair = UnixSeqpacketSocket.pair();
    try (UnixSeqpacketSocket first = pair.first()) {
      pair.second().close();
      assertThat(first.receive(Bytes.room(1), LONG)).isEqualTo(UnixSeqpacketSocket.END_OF_STREAM);
      assertThatThrownBy(() -> first.send(text("x"))).isInstanceOf(PeerClosedException.class);
    }
  }

  @Test
  void connectingElsewhereIsATypedError() throws Exception {
    assertThatThrownBy(() -> UnixSeqpacketSocket.connect(name(), Duration.ZERO))
        .isInstanceOf(ConnectTimeoutException.class);
    try (UnixServerSocket stream = UnixServerSocket.bind(name())) {
      assertThatThrownBy(() -> UnixSeqpacketSocket.connect(stream.address(), LONG))
          .isInstanceOf(SystemCallException.class)
          .hasMessageContaining("another kind of socket");
    }
  }
}
