package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Objects;
import org.javaipc.ChannelBusyException;
import org.javaipc.ChannelClosedException;
import org.javaipc.ConnectTimeoutException;
import org.javaipc.Connection;
import org.javaipc.PeerClosedException;
import org.javaipc.Server;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How a server comes by its clients. */
interface ServerAccepts extends ContractLine {
  @Test
  @DisplayName("C11 no client: poll and accept with a deadline return null, and accept waits")
  default void noClient() throws Exception {
    Server server = rig().server();
    assertThat(server.poll()).isNull();
    assertThat(server.accept(Duration.ofMillis(20))).isNull();
    assertThat(server.awaitReady(Duration.ofMillis(20))).isFalse();
    Task<Connection> accepting = rig().start("accept", () -> server.accept());
    accepting.settle();
    assertThat(accepting.isDone()).isFalse();
    Connection client = rig().connect();
    Connection served = rig().closeLater(accepting.join());
    served.sender().send("welcome");
    assertThat(client.receiver().receiveString()).isEqualTo("welcome");
  }

  @Test
  @DisplayName("C11 a client is connected, and can send, before anybody accepts it")
  default void connectedBeforeAccepted() throws Exception {
    Server server = rig().server();
    Connection client = rig().connect();
    client.sender().send("early");
    client.sender().close();
    rig().run("awaitReady", () -> assertThat(server.awaitReady(rig().patience())).isTrue());
    Connection served = rig().closeLater(Objects.requireNonNull(server.poll()));
    assertThat(served.receiver().receiveString()).isEqualTo("early");
    assertThat(rig().within("end of stream", () -> served.receiver().receive() == null)).isTrue();
  }

  @Test
  @DisplayName("C12 an interrupt ends accept, and the server goes on")
  default void interruptedAccept() throws Exception {
    Server server = rig().server();
    Task<Connection> accepting = rig().start("accept", () -> server.accept());
    accepting.settle();
    accepting.thread().interrupt();
    accepting.joinFailing(InterruptedException.class);
    PeerConnections.expect(rig().connect(), rig(), server);
  }

  @Test
  @DisplayName("C12 closing the server wakes who accepts; accepted connections live on")
  default void closeServer() throws Exception {
    Server server = rig().server();
    Connection client = rig().connect();
    Connection served = rig().accept(server);
    Task<Connection> accepting = rig().start("accept", () -> server.accept());
    accepting.settle();
    server.close();
    accepting.joinFailing(ChannelClosedException.class);
    server.close();
    assertThatThrownBy(server::poll).isInstanceOf(ChannelClosedException.class);
    client.sender().send("still here");
    assertThat(served.receiver().receiveString()).isEqualTo("still here");
  }

  @Test
  @DisplayName("C12 a client that was not accepted when the server is closed sees the end")
  default void closeBeforeAccept() throws Exception {
    Server server = rig().server();
    Connection client = rig().connect();
    rig().run("awaitReady", () -> assertThat(server.awaitReady(rig().patience())).isTrue());
    server.close();
    assertThat(rig().within("end of stream", () -> client.receiver().receive() == null)).isTrue();
    rig()
        .begin(
            "send",
            () -> {
              while (true) {
                client.sender().send("anybody?");
              }
            })
        .joinFailing(PeerClosedException.class);
  }

  @Test
  @DisplayName("C13 a second server of the name is refused; after close the name is free")
  default void secondServer() throws Exception {
    Server server = rig().server();
    assertThatThrownBy(() -> rig().server()).isInstanceOf(ChannelBusyException.class);
    PeerConnections.expect(rig().connect(), rig(), server);
    server.close();
    Server next = rig().server();
    PeerConnections.expect(rig().connect(), rig(), next);
  }

  @Test
  @DisplayName("C14 a client waits for its server, for as long as connect says")
  default void clientWaits() throws Exception {
    assertThatThrownBy(() -> rig().connect("connect=50ms"))
        .isInstanceOf(ConnectTimeoutException.class)
        .hasMessageContaining("50ms");
    Task<Connection> connecting = rig().start("connect", () -> rig().connect("connect=5m"));
    connecting.settle();
    Server server = rig().server();
    PeerConnections.expect(connecting.join(), rig(), server);
  }

  @Test
  @DisplayName("C14 an interrupt ends a wait for a server")
  default void interruptedConnect() throws Exception {
    Task<Connection> connecting = rig().start("connect", () -> rig().connect("connect=5m"));
    connecting.settle();
    connecting.thread().interrupt();
    connecting.joinFailing(InterruptedException.class);
  }
}
