package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.javaipc.Capability;
import org.javaipc.PeerDiedException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.spi.Checkpoint;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Line 9: senders that end without closing. */
interface ProcessDeathOfSender extends ContractLine {
  /** Nobody wakes a receiver for a lock whose holder was killed: it looks again by itself, well before this. */
  Duration SOON = Duration.ofSeconds(5);

  @Test
  @DisplayName("9 a killed sender: committed messages arrive, then PeerDiedException")
  default void killedSender() throws Exception {
    rig().require(Capability.PEER_DEATH);
    Receiver receiver = rig().receiver();
    Messages messages = rig().messages(0, 300);
    PeerProcess peer = rig().peer();
    peer.ask("ok", "sender", rig().address());
    int committed = rig().backlog(100);
    peer.ask("sent", "send", messages, 0, committed);
    peer.kill();
    peer.awaitDeath();
    Incoming in = new Incoming(receiver, messages);
    rig().start("receive", in::receiveToTheEnd).joinFailing(PeerDiedException.class);
    assertThat(in.next())
        .as("messages received of those committed")
        .isBetween(rig().leastKept(committed), (long) committed);
    assertThat(receiver.diedSenders()).isEqualTo(1);
  }

  @Test
  @DisplayName("9 a sender killed in a flood: nothing committed is lost, nothing unfinished shows")
  default void killedInAFlood() throws Exception {
    rig().require(Capability.PEER_DEATH);
    Receiver receiver = rig().receiver("capacity=64KiB");
    Messages messages = rig().messages(0, 2000);
    PeerProcess peer = rig().peer();
    peer.ask("ok", "sender", rig().address());
    try (ProgressFile committed = ProgressFile.create()) {
      peer.ask("flooding", "flood", messages, committed.file());
      Incoming in = new Incoming(receiver, messages);
      Task<?> receiving = rig().start("receive", in::receiveToTheEnd);
      rig().until("10,000 messages arrived", () -> receiving.isDone() || in.next() > 10_000);
      peer.kill();
      receiving.joinFailing(PeerDiedException.class);
      peer.awaitDeath();
      assertThat(in.next()).isBetween(rig().leastKept(committed.get()), committed.get() + 1);
    }
  }

  @Test
  @DisplayName("9 what a killed sender had claimed and not committed never shows")
  default void killedWithAClaim() throws Exception {
    rig().require(Capability.PEER_DEATH);
    Receiver receiver = rig().receiver();
    Messages messages = rig().messages(1000, 1000);
    PeerProcess peer = rig().peer();
    peer.ask("ok", "sender", rig().address());
    peer.ask("sent", "send", messages, 0, 5);
    peer.ask("claimed", "claim", messages);
    peer.kill();
    Incoming in = new Incoming(receiver, messages);
    rig().start("receive", in::receiveToTheEnd).joinFailing(PeerDiedException.class);
    assertThat(in.next()).isBetween(rig().leastKept(5), 5L);
  }

  @Test
  @DisplayName("9 a sender's process that halts without closing has died")
  default void haltsWithoutClosing() throws Exception {
    rig().require(Capability.PEER_DEATH);
    PeerProcess peer = rig().peer();
    Incoming in = threeSentBy(peer);
    peer.tell("halt");
    rig().start("receive", in::receiveToTheEnd).joinFailing(PeerDiedException.class);
    assertThat(in.next()).isBetween(rig().leastKept(3), 3L);
  }

  @Test
  @DisplayName("9 a sender's process that ends by SIGTERM or exit has closed what it left open")
  default void endsInOrder() throws Exception {
    rig().require(Capability.PEER_DEATH);
    for (boolean exits : new boolean[] {true, false}) {
      PeerProcess peer = rig().peer();
      Incoming in = threeSentBy(peer);
      if (exits) {
        peer.tell("exit");
      } else {
        peer.terminate();
      }
      assertThat(rig().start("receive to the end", in::receiveToTheEnd).join()).isEqualTo(3L);
      in.receiver().close();
    }
  }

  private Incoming threeSentBy(PeerProcess peer) throws Exception {
    Receiver receiver = rig().receiver();
    peer.ask("ok", "sender", rig().address());
    Messages messages = rig().messages(10, 10);
    peer.ask("sent", "send", messages, 0, 3);
    return new Incoming(receiver, messages);
  }

  @Test
  @DisplayName("9 a waiting receiver is told of the death of a sender that was idle")
  default void waitingReceiverIsTold() throws Exception {
    rig().require(Capability.PEER_DEATH);
    Receiver receiver = rig().receiver();
    PeerProcess peer = rig().peer();
    peer.ask("ok", "sender", rig().address());
    Task<?> receiving = rig().start("receive", () -> receiver.receive(Line06Empty.NONE, 1));
    receiving.settle();
    long killed = System.nanoTime();
    peer.kill();
    receiving.joinFailing(PeerDiedException.class);
    rig().say("noticed after %.3f ms".formatted((System.nanoTime() - killed) / 1e6));
  }

  @Test
  @DisplayName(
      "9 a sender leaves while another joins, which is killed with the name's lock: the end")
  default void killedWhileItJoinsAndAnotherLeaves() throws Exception {
    killWhileItJoinsAndAnotherLeaves(Thread.ofPlatform().daemon());
  }

  @Test
  @DisplayName("9 the same for a receiver on a virtual thread")
  default void killedWhileItJoinsAndAnotherLeavesAVirtualReceiver() throws Exception {
    killWhileItJoinsAndAnotherLeaves(Thread.ofVirtual());
  }

  private void killWhileItJoinsAndAnotherLeaves(Thread.Builder threads) throws Exception {
    rig().require(Capability.PEER_DEATH, Capability.MANY_SENDERS);
    Receiver receiver = rig().receiver("senders=2");
    Sender leaves = rig().sender();
    PeerProcess joins = rig().peer("-Dipc.checkpoints=on");
    joins.ask("ok", "arm", Checkpoint.JOIN_LOCKED, 1);
    joins.tell("sender", rig().address());
    joins.tell("say", "joined");
    if (!joins.expectEither("at " + Checkpoint.JOIN_LOCKED, "joined")) {
      return; // a provider that has no such step
    }
    Task<?> leaving = rig().begin("close", leaves::close);
    Task<Integer> receiving =
        Task.start(
            "receive",
            rig().patience(),
            () -> receiver.receive(Line06Empty.NONE, 1, SOON),
            threads);
    receiving.settle();
    long killed = System.nanoTime();
    joins.kill();
    leaving.join();
    assertThat(receiving.join()).as("the end, within %s", SOON).isEqualTo(Receiver.END_OF_STREAM);
    rig().say("ended after %.3f ms".formatted((System.nanoTime() - killed) / 1e6));
  }

  @Test
  @DisplayName("9 a mailbox counts a killed sender, and goes on with the next one")
  default void mailboxGoesOn() throws Exception {
    rig().require(Capability.PEER_DEATH, Capability.MAILBOX);
    Receiver receiver = rig().receiver("end=never");
    Messages messages = rig().messages(0, 300);
    for (int deaths = 0; deaths < 3; deaths++) {
      PeerProcess peer = rig().peer();
      peer.ask("ok", "sender", rig().address());
      peer.ask("sent", "send", messages, 0, 10);
      Incoming in = new Incoming(receiver, messages);
      in.receiveUpTo(rig().has(Capability.CROSS_MACHINE) ? 10 : 0);
      peer.kill();
      in.receiveUpTo(10);
      long expected = deaths + 1L;
      rig()
          .until(
              "the death is counted",
              () -> {
                in.receiver().receive(Line06Empty.NONE, 1, Duration.ofMillis(1));
                return receiver.diedSenders() == expected;
              });
    }
    try (Sender sender = rig().sender()) {
      sender.send("alive");
    }
    assertThat(receiver.receiveString()).isEqualTo("alive");
  }

  @Test
  @DisplayName("9 one of several senders is killed: it is told once, and the others go on")
  default void oneOfSeveralSenders() throws Exception {
    rig().require(Capability.PEER_DEATH, Capability.MANY_SENDERS);
    Receiver receiver = rig().receiver("senders=2");
    Sender stays = rig().sender();
    PeerProcess peer = rig().peer();
    peer.ask("ok", "sender", rig().address());
    Messages messages = rig().messages(0, 300);
    peer.ask("sent", "send", messages, 0, 10);
    peer.kill();
    Incoming in = new Incoming(receiver, messages);
    rig().start("receive", in::receiveToTheEnd).joinFailing(PeerDiedException.class);
    assertThat(in.next()).isBetween(rig().leastKept(10), 10L);
    stays.send("still here");
    assertThat(receiver.receiveString()).isEqualTo("still here");
    rig().sender().send("new in the place of the dead");
    assertThat(receiver.receiveString()).isEqualTo("new in the place of the dead");
  }
}
