package org.javaipc.testkit;

import org.javaipc.Capability;
import org.javaipc.EndRole;
import org.javaipc.PeerDiedException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Line 9: deaths are known to those that watch a program from outside. */
interface ProcessDeathIsTold extends ContractLine {
  @Test
  @DisplayName("9 the death of a sender is in the metrics and the flight recorder, once")
  default void senderInMetrics() throws Exception {
    rig().require(Capability.PEER_DEATH);
    Receiver receiver = rig().receiver();
    PeerProcess peer = rig().peer();
    peer.ask("ok", "sender", rig().address());
    try (ToldDeaths told = new ToldDeaths()) {
      peer.kill();
      rig().start("receive", () -> receiver.receive()).joinFailing(PeerDiedException.class);
      told.requireOne(rig().address(), EndRole.RECEIVER);
    }
  }

  @Test
  @DisplayName("9 the death of a mailbox's sender is in the metrics and the flight recorder, once")
  default void mailboxSenderInMetrics() throws Exception {
    rig().require(Capability.PEER_DEATH, Capability.MAILBOX);
    Receiver receiver = rig().receiver("end=never");
    PeerProcess peer = rig().peer();
    peer.ask("ok", "sender", rig().address());
    try (ToldDeaths told = new ToldDeaths()) {
      peer.kill();
      rig()
          .until(
              "the death is counted",
              () -> receiver.poll(Line06Empty.NONE, 1) == 0 && receiver.diedSenders() == 1);
      told.requireOne(rig().address(), EndRole.RECEIVER);
    }
  }

  @Test
  @DisplayName("9 the death of a receiver is in the metrics and the flight recorder, once")
  default void receiverInMetrics() throws Exception {
    rig().require(Capability.PEER_DEATH);
    PeerProcess peer = rig().peer();
    peer.ask("ok", "receiver", rig().address("capacity=64KiB"));
    Sender sender = rig().sender();
    Outgoing out = new Outgoing(sender, rig().messages(100, 100));
    try (ToldDeaths told = new ToldDeaths()) {
      peer.kill();
      for (int tries = 0; tries < 2; tries++) {
        rig().begin("send", () -> sendOn(out)).joinFailing(PeerDiedException.class);
      }
      told.requireOne(rig().address(), EndRole.SENDER);
    }
  }

  private static void sendOn(Outgoing out) throws Exception {
    while (true) {
      out.send();
    }
  }
}
