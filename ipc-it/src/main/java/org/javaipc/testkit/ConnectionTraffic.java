package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.javaipc.Capability;
import org.javaipc.Connection;
import org.javaipc.EndMetrics;
import org.javaipc.EndRole;
import org.javaipc.EndTotals;
import org.javaipc.GeometryMismatchException;
import org.javaipc.InvalidAddressException;
import org.javaipc.IpcMetrics;
import org.javaipc.MessageTooLongException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.Server;
import org.javaipc.TypeMismatchException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What goes over a connection. */
interface ConnectionTraffic extends ContractLine {
  @Test
  @DisplayName("C1 both sides send at once: whole messages, in order, none lost, none twice")
  default void bothWaysAtOnce() throws Exception {
    Server server = rig().server("capacity=64KiB");
    Connection client = rig().connect();
    Connection served = rig().accept(server);
    Messages up = rig().messages(0, 300);
    Messages down = rig().messages(0, 300);
    int count = Math.max(1, rig().provider().messages() / 50);
    Task<?> toServer = rig().begin("send up", () -> new Outgoing(client.sender(), up).send(count));
    Task<?> toClient =
        rig().begin("send down", () -> new Outgoing(served.sender(), down).send(count));
    Task<?> atServer =
        rig().begin("receive up", () -> new Incoming(served.receiver(), up).receiveUpTo(count));
    new Incoming(client.receiver(), down).receiveUpTo(count);
    atServer.join();
    toServer.join();
    toClient.join();
  }

  @Test
  @DisplayName("C1 a claim written in place, an offer and a poll work as on a channel")
  default void claimOfferPoll() throws Exception {
    Server server = rig().server();
    Connection client = rig().connect();
    Connection served = rig().accept(server);
    Messages messages = rig().messages(1, 100);
    Outgoing out = new Outgoing(client.sender(), messages);
    Incoming in = new Incoming(served.receiver(), messages);
    assertThat(served.receiver().poll(in, 1)).isZero();
    out.claimAndCommit();
    assertThat(out.offer()).isTrue();
    in.receiveUpTo(2);
  }

  @Test
  @DisplayName("C1 unread is what was sent and not taken, in both directions")
  default void unreadBothWays() throws Exception {
    Server server = rig().server();
    Connection client = rig().connect();
    Connection served = rig().accept(server);
    assertThat(unread()).isZero();
    for (byte[] message : List.of(new byte[10], new byte[0], new byte[1000])) {
      client.sender().send(message);
      served.sender().send(message);
    }
    served.sender().send("one more");
    rig().arrival(() -> unread() == 7);
    assertThat(unread()).isEqualTo(7);
    assertThat(served.receiver().awaitReady(rig().patience())).isTrue();
    assertThat(unread()).as("after a look").isEqualTo(7);
    assertThat(served.receive()).hasSize(10);
    assertThat(unread()).isEqualTo(6);
    for (int left = 4; left > 0; ) {
      left -= client.receiver().receive((_, _, _) -> {}, left);
    }
    assertThat(unread()).isEqualTo(2);
    client.close();
    assertThat(unread()).as("once the client has closed").isEqualTo(2);
    assertThat(served.receive()).isEmpty();
    assertThat(served.receive()).hasSize(1000);
    assertThat(served.receive()).isNull();
    assertThat(unread()).isZero();
  }

  private long unread() {
    List<Long> counts =
        IpcMetrics.totals().stream()
            .filter(each -> each.role() == EndRole.RECEIVER)
            .filter(each -> each.address().name().equals(rig().address().name()))
            .map(EndTotals::unread)
            .toList();
    assertThat(counts).isNotEmpty().doesNotContain(EndMetrics.UNKNOWN);
    return counts.stream().mapToLong(Long::longValue).sum();
  }

  @Test
  @DisplayName("C2 what the server says about length holds both ways, for every client")
  default void lengthBothWays() throws Exception {
    Server server = rig().server("maxMessage=2000");
    Connection client = rig().connect();
    Connection served = rig().accept(server);
    for (Sender sender : List.of(client.sender(), served.sender())) {
      assertThat(sender.maxMessage()).isEqualTo(2000);
      assertThatThrownBy(() -> sender.send(new byte[2001]))
          .isInstanceOf(MessageTooLongException.class);
    }
    byte[] longest = new byte[2000];
    served.sender().send(longest);
    assertThat(client.receiver().receive()).isEqualTo(longest);
    client.sender().send(longest);
    assertThat(served.receiver().receive()).isEqualTo(longest);
  }

  @Test
  @DisplayName("C2 a client that states another length is told both; the server goes on")
  default void statesAnotherLength() throws Exception {
    Server server = rig().server("maxMessage=2000");
    assertThatThrownBy(() -> rig().connect("maxMessage=1000"))
        .isInstanceOf(GeometryMismatchException.class)
        .hasMessageContainingAll("1000", "2000");
    Connection client = rig().connect("maxMessage=2000");
    PeerConnections.expect(client, rig(), server);
  }

  @Test
  @DisplayName("C2 a client that states another type is told both; the server goes on")
  default void statesAnotherType() throws Exception {
    Server server = rig().server("type=orders/1");
    assertThatThrownBy(
            () -> rig().run("connect", () -> rig().connect("type=orders/2", "connect=5m")))
        .isInstanceOf(TypeMismatchException.class)
        .hasMessageContainingAll(rig().address().name(), "orders/1", "orders/2");
    for (String[] options : new String[][] {{"type=orders/1"}, {}}) {
      PeerConnections.expect(rig().connect(options), rig(), server);
    }
  }

  @Test
  @DisplayName("C3 options that a connection does not have are named")
  default void wrongOptions() throws Exception {
    for (String option : List.of("senders=3", "end=never", "clients=0", "clients=many")) {
      String name = option.substring(0, option.indexOf('='));
      assertThatThrownBy(() -> rig().server(option))
          .as(option)
          .isInstanceOf(InvalidAddressException.class)
          .hasMessageContaining(name);
      assertThatThrownBy(() -> rig().connect(option))
          .as(option)
          .isInstanceOf(InvalidAddressException.class)
          .hasMessageContaining(name);
    }
    if (!rig().has(Capability.FOREIGN_PEER)) {
      assertThatThrownBy(() -> rig().server("framing=none"))
          .isInstanceOf(InvalidAddressException.class)
          .hasMessageContaining("framing=none");
    }
  }

  @Test
  @DisplayName("C4 a ping-pong allocates nothing")
  default void allocatesNothing() throws Exception {
    Server server = rig().server("capacity=64KiB");
    Connection client = rig().connect();
    Connection served = rig().accept(server);
    MemorySegment message = rig().buffer(32);
    MemorySegment into = rig().buffer(32);
    int count = Math.max(1, rig().provider().messages() / 50);
    Task<?> echo = rig().begin("echo", () -> echo(served));
    List<Long> batches =
        rig()
            .within(
                "ping",
                () ->
                    Allocation.ofBatches(() -> {
                      for (int i = 0; i < count; i++) {
                        client.sender().send(message, 0, 32);
                        client.receiver().receive(into);
                      }
                    }));
    rig().say("bytes allocated per batch of %,d round trips: %s".formatted(count, batches));
    assertThat(batches.getLast()).isLessThanOrEqualTo(Allocation.SOME);
    client.sender().close();
    echo.join();
  }

  private void echo(Connection served) throws Exception {
    MemorySegment into = rig().buffer(32);
    long length;
    while ((length = served.receiver().receive(into)) != Receiver.END_OF_STREAM) {
      served.sender().send(into, 0, length);
    }
  }

  @Test
  @DisplayName("C5 who the peer is, is known where the medium knows it")
  default void credentials() throws Exception {
    Server server = rig().server();
    Connection client = rig().connect();
    Connection served = rig().accept(server);
    for (Connection side : List.of(client, served)) {
      if (rig().has(Capability.PEER_CREDENTIALS)) {
        assertThat(side.peer())
            .hasValueSatisfying(
                peer -> assertThat(peer.pid()).isEqualTo(ProcessHandle.current().pid()));
      } else {
        assertThat(side.peer()).isEmpty();
      }
      assertThat(side.address().name()).isEqualTo(rig().address().name());
    }
  }
}
