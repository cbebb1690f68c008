package org.javaipc.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.javaipc.Ipc;
import org.javaipc.SystemCallException;
import org.javaipc.linux.socket.SocketKind;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who connects to a live socket of another kind is told so, and does not wait for its own kind. */
@Timeout(60)
class OtherKindTest {
  private static final String LONG = "connect=30m";

  @TempDir Path folder;

  private void refused(SocketKind live, String... addresses) throws Exception {
    UnixSocketAddress name = UnixSocketAddress.of(folder.resolve("s"));
    try (Binding bound = Binding.bind(live, name, UnixServerOptions.DEFAULT)) {
      if (live != SocketKind.DATAGRAM) {
        bound.socket().listen(8);
      }
      for (String address : addresses) {
        assertThatThrownBy(() -> Ipc.sender(address.formatted(folder + "/s")).close())
            .as(address)
            .isInstanceOf(SystemCallException.class)
            .hasMessageContainingAll("another kind of socket", folder + "/s");
      }
    }
  }

  @Test
  @DisplayName("a sender to a datagram socket's path is told at once, framed or not")
  void datagram() throws Exception {
    refused(SocketKind.DATAGRAM, "unix:%s?framing=none&" + LONG, "unix:%s?" + LONG);
  }

  @Test
  @DisplayName("a sender to a stream socket's path is told at once")
  void stream() throws Exception {
    refused(SocketKind.STREAM, "unixgram:%s?" + LONG);
  }

  @Test
  @DisplayName("a sender to a seqpacket socket's path is told at once, framed or not")
  void seqpacket() throws Exception {
    refused(
        SocketKind.SEQPACKET,
        "unix:%s?framing=none&" + LONG,
        "unix:%s?" + LONG,
        "unixgram:%s?" + LONG);
  }

  @Test
  @DisplayName("a client of a server is told at once")
  void client() throws Exception {
    UnixSocketAddress name = UnixSocketAddress.of(folder.resolve("s"));
    try (UnixDatagramSocket bound = UnixDatagramSocket.bind(name, UnixServerOptions.DEFAULT)) {
      assertThat(bound.toString()).isEqualTo(name.toString());
      for (String options : List.of("", "framing=none&")) {
        assertThatThrownBy(() -> Ipc.connect("unix:" + name + "?" + options + LONG).close())
            .hasMessageContaining("another kind of socket");
      }
      assertThatThrownBy(() -> UnixSocket.connect(name, Duration.ofHours(1)))
          .hasMessageContaining("another kind of socket");
    }
  }

  @Test
  @DisplayName("a live stream server does not notice that a sender of its own kind looks first")
  void unnoticed() throws Exception {
    UnixSocketAddress name = UnixSocketAddress.of(folder.resolve("s"));
    try (UnixServerSocket server = UnixServerSocket.bind(name)) {
      assertThatThrownBy(() -> Ipc.sender("unix:" + name + "?connect=100ms"))
          .isInstanceOf(org.javaipc.ConnectTimeoutException.class);
      assertThat(server.poll()).isNull();
    }
  }
}
