package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.javaipc.Capability;
import org.javaipc.ConnectTimeoutException;
import org.javaipc.PeerDiedException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Line 9: receivers that end without closing, and line 10: their names. */
interface ProcessDeathOfReceiver extends ContractLine {
  @Test
  @DisplayName("9 a killed receiver: a waiting sender gets PeerDiedException")
  default void waitingSender() throws Exception {
    rig().require(Capability.PEER_DEATH);
    PeerProcess peer = rig().peer();
    peer.ask("ok", "receiver", rig().address("capacity=64KiB"));
    Outgoing out = new Outgoing(rig().sender(), rig().messages(100, 100));
    out.fill();
    Task<?> sending = rig().begin("send on a full channel", () -> out.send());
    sending.settle();
    killAndExpectDeath(peer, sending);
  }

  @Test
  @DisplayName("9 a killed receiver: a sender that is busy with room left gets PeerDiedException")
  default void busySender() throws Exception {
    rig().require(Capability.PEER_DEATH);
    PeerProcess peer = rig().peer();
    peer.ask("ok", "receiver", rig().address());
    Outgoing out = new Outgoing(rig().sender(), rig().messages(1, 1));
    Task<?> sending = rig().begin("offer now and then", () -> offerNowAndThen(out));
    sending.settle();
    killAndExpectDeath(peer, sending);
  }

  /** So slowly that there is room for longer than anybody waits. */
  private void offerNowAndThen(Outgoing out) throws Exception {
    while (true) {
      rig().requireThat(out.offer(), "the channel is full before the death is noticed");
      Thread.sleep(10);
    }
  }

  private void killAndExpectDeath(PeerProcess peer, Task<?> sending) throws Exception {
    long killed = System.nanoTime();
    peer.kill();
    sending.joinFailing(PeerDiedException.class);
    rig().say("noticed after %.3f ms".formatted((System.nanoTime() - killed) / 1e6));
  }

  @Test
  @DisplayName("9 a receiver's process that ends without closing has died, however it ends")
  default void receiverEndsWithoutClosing() throws Exception {
    rig().require(Capability.PEER_DEATH);
    for (String ending : new String[] {"exit", "halt"}) {
      PeerProcess peer = rig().peer();
      peer.ask("ok", "receiver", rig().address("capacity=64KiB"));
      try (Sender sender = rig().channel().sender()) {
        Outgoing out = new Outgoing(sender, rig().messages(100, 100));
        out.fill();
        Task<?> sending = rig().begin("send: " + ending, () -> out.send());
        peer.tell(ending);
        sending.joinFailing(PeerDiedException.class);
      }
    }
  }

  @Test
  @DisplayName(
      "10 the name of a killed receiver is reclaimed; a sender that waits joins the new one")
  default void nameIsReclaimed() throws Exception {
    rig().require(Capability.PEER_DEATH);
    PeerProcess peer = rig().peer();
    peer.ask("ok", "receiver", rig().address());
    peer.kill();
    peer.awaitDeath();
    Task<Sender> connecting = rig().start("connect", () -> rig().sender("connect=5m"));
    connecting.settle();
    Receiver receiver = rig().receiver();
    connecting.join().send("to the new one");
    assertThat(receiver.receiveString()).isEqualTo("to the new one");
  }

  @Test
  @DisplayName("10 what a killed receiver left goes when a sender looks for it, too")
  default void senderReclaims() throws Exception {
    rig().require(Capability.PEER_DEATH);
    rig().requireThat(!rig().has(Capability.DURABLE), "what a dead receiver left is kept here");
    PeerProcess peer = rig().peer();
    peer.ask("ok", "receiver", rig().address());
    peer.kill();
    peer.awaitDeath();
    Task<Sender> connecting = rig().start("connect", () -> rig().sender("connect=100ms"));
    connecting.joinFailing(ConnectTimeoutException.class);
    assertThat(rig().medium(rig().address())).as("what the killed receiver left").isEmpty();
  }

  @Test
  @DisplayName(
      "10 of many processes' senders of a killed receiver each is told, and can join the next")
  default void oldSenderAndNewReceiver() throws Exception {
    rig().require(Capability.PEER_DEATH);
    PeerProcess peer = rig().peer();
    peer.ask("ok", "receiver", rig().address("capacity=64KiB"));
    PeerProcess other = rig().peer();
    Messages messages = rig().messages(100, 100);
    other.ask("ok", "sender", rig().address());
    try (Progress progress = Progress.create()) {
      other.ask("flooding", "flood", messages, progress.file());
      peer.kill();
      peer.awaitDeath();
      Receiver receiver = rig().receiver();
      other.expect("died");
      rig().receiveWhatIsKept(receiver);
      other.ask("ok", "sender", rig().address());
      other.tell("send", messages, 0, 100);
      new Incoming(receiver, messages).receiveUpTo(100);
      other.expect("sent");
    }
  }
}
