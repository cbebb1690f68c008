package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.javaipc.Receiver;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Line 9 and line 3: a process that is stopped is alive. */
interface ProcessStopped extends ContractLine {
  /** How long a peer is stopped. */
  Duration STOPPED = Duration.ofSeconds(2);

  @Test
  @DisplayName("9 a sender that is stopped for 2 s is not declared dead, and nothing is lost")
  default void stoppedSender() throws Exception {
    Receiver receiver = rig().receiver("capacity=64KiB");
    Messages messages = rig().messages(0, 300);
    PeerProcess peer = rig().peer();
    peer.ask("ok", "sender", rig().address());
    peer.tell("send", messages, 0, 50_000);
    Incoming in = new Incoming(receiver, messages);
    in.receiveUpTo(1000);
    peer.stop();
    in.pollAll();
    rig().run("receive until nothing comes", () -> receiveUntilItTimesOut(in));
    peer.resume();
    rig().run("receive the rest", () -> in.receiveUpTo(50_000));
    peer.expect("sent");
    assertThat(receiver.diedSenders()).isZero();
  }

  private static void receiveUntilItTimesOut(Incoming in) throws Exception {
    int taken = 1;
    while (taken > 0) {
      taken = in.receiver().receive(in, 64, STOPPED);
    }
    assertThat(taken).as("result of receiving from a stopped sender").isZero();
  }

  @Test
  @DisplayName("9 a receiver that is stopped for 2 s is not declared dead, and nothing is lost")
  default void stoppedReceiver() throws Exception {
    PeerProcess peer = rig().peer();
    peer.ask("ok", "receiver", rig().address("capacity=64KiB"));
    Messages messages = rig().messages(0, 300);
    Outgoing out = new Outgoing(rig().sender(), messages);
    peer.tell("receive", messages, 0, 50_000);
    out.send(1000);
    peer.stop();
    rig().run("send until it is full", () -> sendUntilItTimesOut(out));
    peer.resume();
    rig().run("send the rest", () -> out.send(50_000 - out.next()));
    peer.expect("received");
  }

  private static void sendUntilItTimesOut(Outgoing out) throws Exception {
    while (out.send(STOPPED)) {}
  }
}
