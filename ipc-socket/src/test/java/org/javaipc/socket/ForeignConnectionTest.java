package org.javaipc.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.javaipc.Address;
import org.javaipc.Connection;
import org.javaipc.Server;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections with {@code framing=none}, whose other end is a program in another language. */
class ForeignConnectionTest {
  @TempDir Path folder;

  private Address address() {
    return Address.parse("unix:" + folder.resolve("s") + "?framing=none");
  }

  private static String bytes(Connection from, int length) throws Exception {
    StringBuilder all = new StringBuilder();
    while (all.length() < length) {
      byte[] some = from.receiver().receive();
      assertThat(some).as("after " + all).isNotNull();
      all.append(new String(some, StandardCharsets.UTF_8));
    }
    return all.toString();
  }

  @ParameterizedTest(name = "U9 {0} as the server of a connection")
  @DisplayName("U9 a server that knows nothing of us")
  @EnumSource
  void foreignServer(ForeignPeer peer) throws Exception {
    peer.require();
    try (TestProcess server = TestProcess.start(peer.server(address().name()))) {
      assertThat(server.line()).isEqualTo("listening");
      try (Connection client = Connections.connect(address())) {
        assertThat(client.peer()).isPresent();
        client.sender().send("echo this");
        assertThat(bytes(client, 9)).isEqualTo("echo this");
        client.sender().close();
        assertThat(client.receiver().receive()).isNull();
      }
      assertThat(server.exit()).isZero();
    }
  }

  @ParameterizedTest(name = "U9 {0} as the client of a connection")
  @DisplayName("U9 a client that knows nothing of us")
  @EnumSource
  void foreignClient(ForeignPeer peer) throws Exception {
    peer.require();
    try (Server server = Connections.listen(address());
        TestProcess client = TestProcess.start(peer.client(address().name(), "over there"))) {
      try (Connection served = server.accept()) {
        String heard = bytes(served, 10);
        assertThat(served.receiver().receive()).isNull();
        served.sender().send(heard + " and back\n");
      }
      assertThat(client.line()).isEqualTo("over there and back");
      assertThat(client.exit()).isZero();
    }
  }
}
