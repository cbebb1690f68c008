package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.javaipc.ChannelBusyException;
import org.javaipc.Connection;
import org.javaipc.IpcException;
import org.javaipc.PollHandler;
import org.javaipc.Poller;
import org.javaipc.Sender;
import org.javaipc.Server;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Many clients, and some peers that are not clients. */
interface ServerClients extends ContractLine {
  @Test
  @DisplayName("C15 many clients at once, each with its own conversation")
  default void manyClients() throws Exception {
    Server server = rig().server("capacity=4KiB");
    EchoServer echo = EchoServer.start(server);
    int count = rig().provider().clients();
    List<Task<Connection>> connecting = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      connecting.add(
          Task.start(
              "client " + i,
              rig().patience(),
              () -> rig().connect("connect=1m"),
              Thread.ofVirtual()));
    }
    List<Connection> clients = new ArrayList<>();
    for (Task<Connection> task : connecting) {
      clients.add(task.join());
    }
    for (int word = 0; word < 3; word++) {
      for (int i = 0; i < count; i++) {
        clients.get(i).sender().send("word " + word + " of " + i);
      }
      for (int i = 0; i < count; i++) {
        assertThat(clients.get(i).receiver().receiveString())
            .isEqualTo("word " + word + " of " + i);
      }
    }
    for (Connection client : clients) {
      client.close();
    }
    rig().until("all have ended", () -> echo.ended() == count);
  }

  @Test
  @DisplayName("C15 one thread with a poller serves a server and all its clients")
  default void poller() throws Exception {
    Server server = rig().server("capacity=4KiB");
    int count = Math.min(20, rig().provider().clients());
    List<Connection> served = new ArrayList<>();
    Task<?> serving = rig().begin("serve", () -> serve(server, served, count));
    List<Connection> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      clients.add(rig().connect());
    }
    for (int word = 0; word < 20; word++) {
      for (Connection client : clients) {
        PeerConnections.expect(client, "word " + word);
      }
    }
    for (Connection client : clients) {
      client.close();
    }
    serving.join();
  }

  private void serve(Server server, List<Connection> served, int count) throws Exception {
    try (Poller poller = new Poller()) {
      poller.add(
          server,
          connection -> {
            served.add(rig().closeLater(connection));
            poller.add(connection.receiver(), new Echo(connection.sender()));
          });
      // The server stays to the end; every receiver leaves at the end of its stream.
      while (served.size() < count || poller.size() > 1) {
        poller.await(Duration.ofSeconds(1));
      }
    }
  }

  @Test
  @DisplayName("C16 a client over the limit is told; when one leaves, there is a place again")
  default void clientsLimit() throws Exception {
    Server server = rig().server("clients=2");
    Connection first = rig().connect();
    Connection firstServed = rig().accept(server);
    Connection second = rig().connect();
    Connection secondServed = rig().accept(server);
    assertThatThrownBy(() -> rig().connect())
        .isInstanceOf(ChannelBusyException.class)
        .hasMessageContaining("clients=2");
    rig().until("the refusal is counted", () -> server.refused() == 1);
    first.close();
    firstServed.close();
    Connection third = rig().connect();
    PeerConnections.expect(third, rig(), server);
    second.sender().send("undisturbed");
    assertThat(secondServed.receiver().receiveString()).isEqualTo("undisturbed");
  }

  @Test
  @DisplayName("C17 what is not a greeting is counted, and the server goes on")
  default void noGreeting() throws Exception {
    rig().requireConnectionsOverChannels();
    Server server = rig().server();
    int count = 50;
    try (Sender stranger = rig().channel().sender()) {
      for (int i = 0; i < count; i++) {
        byte[] garbage = new byte[rig().random().nextInt(100)];
        rig().random().nextBytes(garbage);
        stranger.send(garbage);
      }
    }
    rig().until("all are counted", () -> server.refused() == count);
    PeerConnections.expect(rig().connect(), rig(), server);
  }

  @Test
  @DisplayName("C17 greetings of clients that have gone keep nobody waiting")
  default void staleGreetings() throws Exception {
    rig().requireConnectionsOverChannels();
    Server server = rig().server();
    try (Sender gone = rig().channel().sender()) {
      for (int i = 0; i < 20; i++) {
        gone.send(Greetings.random(rig().random()));
      }
    }
    PeerConnections.expect(rig().connect(), rig(), server);
    rig().until("all are counted", () -> server.refused() == 20);
  }

  /** Sends back what came. */
  final class Echo implements PollHandler {
    private final Sender sender;

    Echo(Sender sender) {
      this.sender = sender;
    }

    @Override
    public void onMessage(MemorySegment segment, long offset, long length) {
      try {
        if (!sender.offer(segment, offset, length)) {
          throw new AssertionError("no room for an answer");
        }
      } catch (IpcException e) {
        throw new AssertionError(e);
      }
    }
  }
}
