package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.javaipc.Capability;
import org.javaipc.ChannelClosedException;
import org.javaipc.Connection;
import org.javaipc.PeerClosedException;
import org.javaipc.Server;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How a connection ends. */
interface ConnectionEnds extends ContractLine {
  @Test
  @DisplayName("C6 closing the sender ends one direction, and the peer can still answer")
  default void halfClose() throws Exception {
    Server server = rig().server();
    Connection client = rig().connect();
    Connection served = rig().accept(server);
    client.sender().send("question");
    client.sender().close();
    assertThat(served.receiver().receiveString()).isEqualTo("question");
    assertThat(rig().within("end of stream", () -> served.receiver().receive() == null)).isTrue();
    served.sender().send("answer");
    served.sender().close();
    assertThat(client.receiver().receiveString()).isEqualTo("answer");
    assertThat(rig().within("end of stream", () -> client.receiver().receive() == null)).isTrue();
  }

  @Test
  @DisplayName("C6 closing the receiver makes the peer's sending fail")
  default void closedReceiver() throws Exception {
    Server server = rig().server();
    Connection client = rig().connect();
    Connection served = rig().accept(server);
    client.receiver().close();
    rig().begin("send", () -> sendUntilItFails(served)).joinFailing(PeerClosedException.class);
    client.sender().send("still here");
    assertThat(served.receiver().receiveString()).isEqualTo("still here");
  }

  private static void sendUntilItFails(Connection connection) throws Exception {
    while (true) {
      connection.sender().send("anybody?");
    }
  }

  @Test
  @DisplayName("C7 a closed connection: what was sent arrives, then the end; sending back fails")
  default void orderlyEnd() throws Exception {
    Server server = rig().server();
    Connection client = rig().connect();
    Connection served = rig().accept(server);
    for (int i = 0; i < 10; i++) {
      client.sender().send("message " + i);
    }
    client.close();
    for (int i = 0; i < 10; i++) {
      assertThat(served.receiver().receiveString()).isEqualTo("message " + i);
    }
    assertThat(rig().within("end of stream", () -> served.receiver().receive() == null)).isTrue();
    rig().begin("send", () -> sendUntilItFails(served)).joinFailing(PeerClosedException.class);
  }

  @Test
  @DisplayName("C8 close is idempotent, from any thread, and wakes the waiters")
  default void closeWakes() throws Exception {
    Server server = rig().server("capacity=4KiB");
    Connection client = rig().connect();
    Connection served = rig().accept(server);
    Task<byte[]> receiving = rig().start("receive", () -> client.receiver().receive());
    Task<?> sending = rig().begin("send", () -> sendUntilItFails(client));
    receiving.settle();
    sending.settle();
    List<Task<?>> closing = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      closing.add(rig().begin("close", client::close));
    }
    for (Task<?> task : closing) {
      task.join();
    }
    receiving.joinFailing(ChannelClosedException.class);
    sending.joinFailing(ChannelClosedException.class);
    client.close();
    assertThatThrownBy(() -> client.sender().send("late"))
        .isInstanceOf(ChannelClosedException.class);
    served.close();
  }

  @Test
  @DisplayName("C9 an interrupt ends a wait and leaves the connection usable")
  default void interrupt() throws Exception {
    Server server = rig().server();
    Connection client = rig().connect();
    Connection served = rig().accept(server);
    Task<byte[]> receiving = rig().start("receive", () -> client.receiver().receive());
    receiving.settle();
    receiving.thread().interrupt();
    receiving.joinFailing(InterruptedException.class);
    served.sender().send("after all");
    assertThat(client.receiver().receiveString()).isEqualTo("after all");
  }

  @Test
  @DisplayName("C9 virtual threads converse")
  default void virtualThreads() throws Exception {
    rig().require(Capability.VIRTUAL_THREADS);
    Server server = rig().server("capacity=64KiB");
    EchoServer echo = EchoServer.start(server);
    Thread.Builder virtual = Thread.ofVirtual();
    List<Task<Boolean>> talks = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      talks.add(Task.start("talk", rig().patience(), this::talk, virtual));
    }
    for (Task<Boolean> talk : talks) {
      assertThat(talk.join()).isTrue();
    }
    rig().until("all have ended", () -> echo.ended() == 8);
  }

  private boolean talk() throws Exception {
    try (Connection client = rig().connect()) {
      for (int i = 0; i < 500; i++) {
        PeerConnections.expect(client, "word " + i);
      }
    }
    return true;
  }

  @Test
  @DisplayName("C10 hundreds of connections leave no descriptor, mapping, thread or file")
  default void nothingIsLeft() throws Exception {
    Server server = rig().server("capacity=4KiB");
    EchoServer.start(server);
    connectAndClose(20);
    Line11Closing.Holdings before = Line11Closing.Holdings.now(rig().directory().path());
    connectAndClose(200);
    rig()
        .until(
            "nothing is held that was not held before",
            () -> Line11Closing.Holdings.now(rig().directory().path()).isWithin(before));
    assertThat(server.refused()).isZero();
  }

  private void connectAndClose(int times) throws Exception {
    for (int i = 0; i < times; i++) {
      try (Connection client = rig().connect()) {
        PeerConnections.expect(client, "hello");
      }
    }
  }
}
