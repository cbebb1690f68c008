package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.locks.LockSupport;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.ConnectTimeoutException;
import org.javaipc.PeerClosedException;
import org.javaipc.PeerDiedException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.spi.Checkpoint;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Line 9: receivers that end without closing, and line 10: their names. */
interface ProcessDeathOfReceiver extends ContractLine {
  /** By then a death has been noticed by every observer; a test that comes too early fails less often. */
  long NOTICED_NANOS = 200_000_000;

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
  @DisplayName(
      "9 a receiver's process that halts has died; one that ends by SIGTERM or exit has closed")
  default void receiverEndsWithoutClosing() throws Exception {
    rig().require(Capability.PEER_DEATH);
    for (String ending : new String[] {"exit", "SIGTERM", "halt"}) {
      PeerProcess peer = rig().peer();
      peer.ask("ok", "receiver", rig().address("capacity=64KiB"));
      try (Sender sender = rig().channel().sender()) {
        Outgoing out = new Outgoing(sender, rig().messages(100, 100));
        out.fill();
        Task<?> sending = rig().begin("send: " + ending, () -> out.send());
        if (ending.equals("SIGTERM")) {
          peer.terminate();
        } else {
          peer.tell(ending);
        }
        if (ending.equals("halt")) {
          sending.joinFailing(PeerDiedException.class);
        } else {
          sending.joinFailing(PeerClosedException.class);
        }
      }
    }
  }

  @Test
  @DisplayName("9 a handler that ends the process does not keep it from ending")
  default void handlerExits() throws Exception {
    PeerProcess peer = rig().peer();
    peer.ask("ok", "receiver", rig().address());
    Sender sender = rig().sender();
    peer.tell("exit-in-handler");
    sender.send("the last message");
    peer.awaitDeath();
    rig().receiveWhatIsKept();
  }

  @Test
  @DisplayName("9 a receiver that closes has closed, also when its process ends right afterwards")
  default void closedAndEnded() throws Exception {
    for (int round = 0; round < 3; round++) {
      PeerProcess peer = rig().peer();
      peer.ask("ok", "receiver", rig().address());
      try (Sender sender = rig().channel().sender()) {
        sender.send("unread");
        peer.ask("ok", "close");
        peer.tell("exit");
        peer.awaitDeath();
        LockSupport.parkNanos(NOTICED_NANOS);
        Task<?> sending = rig().begin("send", () -> sendOn(sender));
        sending.joinFailing(PeerClosedException.class);
      }
      rig().receiveWhatIsKept();
    }
  }

  private static void sendOn(Sender sender) throws Exception {
    while (true) {
      sender.send("more");
    }
  }

  @Test
  @DisplayName("9 a sender that closes after its receiver was killed has left in order")
  default void senderLeavesTheDeadInOrder() throws Exception {
    rig().require(Capability.PEER_DEATH);
    Messages messages = rig().messages(100, 100);
    PeerProcess dead = rig().peer();
    dead.ask("ok", "receiver", rig().address("capacity=64KiB"));
    try (PeerProcess peer = rig().peer();
        ProgressFile progress = ProgressFile.create()) {
      peer.ask("ok", "sender", rig().address());
      peer.ask("flooding", "flood", messages, progress.file());
      rig().until("the first message", () -> progress.get() > 0);
      dead.kill();
      peer.expect("died");
      peer.ask("ok", "close");
      peer.tell("exit");
      peer.awaitDeath();
    }
    Receiver receiver = rig().receiver();
    rig().sender().close();
    Task<?> receiving = rig().start("receive", () -> receiveToTheEnd(receiver));
    receiving.join();
    assertThat(receiver.diedSenders()).isZero();
  }

  private static long receiveToTheEnd(Receiver receiver) throws Exception {
    long taken = 0;
    for (int more = 0; more != Receiver.END_OF_STREAM; taken += more) {
      more = receiver.receive((segment, offset, length) -> {}, 100);
    }
    return taken;
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
    try (ProgressFile progress = ProgressFile.create()) {
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

  @Test
  @DisplayName("9 durable: killed in the midst of a batch, at most one message comes again")
  default void killedWithinABatch() throws Exception {
    rig().require(Capability.PEER_DEATH, Capability.DURABLE);
    for (Checkpoint step :
        new Checkpoint[] {Checkpoint.RECEIVE_TAKEN, Checkpoint.RECEIVE_HANDLED}) {
      Address address = rig().otherAddress();
      Messages messages = rig().messages(8, 8);
      PeerProcess peer = rig().peer("-Dipc.checkpoints=on");
      peer.ask("ok", "receiver", address);
      Sender sender = rig().sender(address);
      new Outgoing(sender, messages).send(8); // the least that queues hold
      peer.ask("ok", "arm", step, 5);
      peer.tell("receive", messages, 0, 8); // in one batch
      peer.expect("at " + step);
      peer.kill();
      peer.awaitDeath();
      Receiver next = rig().receiver(address);
      // A queue of the kernel has handed the fifth out; from memory it is read in place.
      long first = rig().has(Capability.READ_IN_PLACE) ? 4 : 5;
      new Incoming(next, messages).from(first).receiveUpTo(8);
    }
  }
}
