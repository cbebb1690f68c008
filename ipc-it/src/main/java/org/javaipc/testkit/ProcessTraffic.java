package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.javaipc.ChannelBusyException;
import org.javaipc.PeerClosedException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two processes that behave. */
interface ProcessTraffic extends ContractLine {
  /** How many messages go each way, or as many as the longest floods of the provider. */
  int MOST = 200_000;

  private int count() {
    return Math.min(MOST, rig().provider().messages());
  }

  @Test
  @DisplayName("3 from another process: whole messages in order, none lost, none twice, to the end")
  default void fromAnotherProcess() throws Exception {
    int count = count();
    Receiver receiver = rig().receiver();
    Messages messages = rig().messages(0, 300);
    PeerProcess peer = rig().peer();
    peer.ask("ok", "sender", rig().address());
    peer.tell("send", messages, 0, count);
    Incoming in = new Incoming(receiver, messages);
    rig().run("receive from the peer", () -> in.receiveUpTo(count));
    peer.expect("sent");
    in.expectNothing();
    peer.ask("ok", "close");
    assertThat(rig().within("receive to the end", in::receiveToTheEnd)).isEqualTo(count);
  }

  @Test
  @DisplayName("3 to another process: whole messages in order, none lost, none twice, to the end")
  default void toAnotherProcess() throws Exception {
    int count = count();
    Messages messages = rig().messages(0, 300);
    PeerProcess peer = rig().peer();
    peer.ask("ok", "receiver", rig().address());
    try (ProgressFile progress = ProgressFile.create()) {
      peer.ask("draining", "drain", messages, progress.file());
      Outgoing out = new Outgoing(rig().sender(), messages);
      rig().run("send to the peer", () -> out.send(count));
      out.sender().close();
      assertThat(peer.expect("end")).isEqualTo(Integer.toString(count));
    }
  }

  @Test
  @DisplayName("2 the longest message and the empty one arrive whole from another process")
  default void longestMessage() throws Exception {
    Receiver receiver = rig().receiver();
    int max = Math.toIntExact(receiver.maxMessage());
    PeerProcess peer = rig().peer();
    peer.ask("ok", "sender", rig().address());
    for (int length : new int[] {max, 0, max - 1, 1, max}) {
      Messages messages = rig().messages(length, length);
      peer.tell("send", messages, 0, 20);
      new Incoming(receiver, messages).receiveUpTo(20);
      peer.expect("sent");
    }
  }

  @Test
  @DisplayName(
      "8 the receiver in another process closes: a waiting sender gets PeerClosedException")
  default void receiverCloses() throws Exception {
    PeerProcess peer = rig().peer();
    peer.ask("ok", "receiver", rig().address("capacity=64KiB"));
    Sender sender = rig().sender();
    Outgoing out = new Outgoing(sender, rig().messages(100, 100));
    out.fill();
    Task<?> sending = rig().begin("send on a full channel", () -> out.send());
    sending.settle();
    peer.ask("ok", "close");
    sending.joinFailing(PeerClosedException.class);
  }

  @Test
  @DisplayName("10 a second receiver in another process is refused, and the first is unharmed")
  default void secondReceiver() throws Exception {
    Receiver first = rig().receiver();
    PeerProcess peer = rig().peer();
    assertThat(peer.ask("error", "receiver", rig().address()))
        .startsWith(ChannelBusyException.class.getSimpleName());
    rig().sender().send("still mine");
    assertThat(first.receiveString()).isEqualTo("still mine");
  }

  @Test
  @DisplayName("10 a receiver is refused while another process has the name, which stays unharmed")
  default void secondReceiverHere() throws Exception {
    PeerProcess peer = rig().peer();
    peer.ask("ok", "receiver", rig().address());
    assertThatThrownBy(() -> rig().receiver()).isExactlyInstanceOf(ChannelBusyException.class);
    Messages messages = rig().messages(0, 300);
    peer.tell("receive", messages, 0, 1000);
    new Outgoing(rig().sender(), messages).send(1000);
    peer.expect("received");
  }

  @Test
  @DisplayName("10 a sender waits for a receiver that comes in another process")
  default void receiverComesLater() throws Exception {
    PeerProcess peer = rig().peer();
    Task<Sender> connecting = rig().start("connect", () -> rig().sender("connect=5m"));
    connecting.settle();
    peer.ask("ok", "receiver", rig().address());
    Messages messages = rig().messages(5, 5);
    new Outgoing(connecting.join(), messages).send(3);
    peer.ask("received", "receive", messages, 0, 3);
  }

  @Test
  @DisplayName("6 waiting for another process: expiry is a return value, and a message wakes")
  default void waitingForAnotherProcess() throws Exception {
    Receiver receiver = rig().receiver();
    PeerProcess peer = rig().peer();
    peer.ask("ok", "sender", rig().address());
    assertThat(receiver.receive(Line06Empty.NONE, 1, Duration.ofMillis(50))).isZero();
    Messages messages = rig().messages(8, 8);
    Incoming in = new Incoming(receiver, messages);
    for (int i = 0; i < 100; i++) {
      long next = i + 1L;
      Task<?> receiving = rig().begin("receive", () -> in.receiveUpTo(next));
      peer.ask("sent", "send", messages, i, 1);
      receiving.join();
    }
  }
}
