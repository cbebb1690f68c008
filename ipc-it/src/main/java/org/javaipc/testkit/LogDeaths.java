package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.javaipc.Address;
import org.javaipc.Ipc;
import org.javaipc.TopicPublisher;
import org.javaipc.TopicSubscription;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a log adds to line 10 of a topic: whole records in one sequence, whichever end is killed, and wherever. */
interface LogDeaths extends ContractLine {
  @Test
  @DisplayName(
      "10 a publisher of a log is killed at each step: whole records, and the next goes on")
  default void killedAtEachStepOfALogPublisher() throws Exception {
    for (PublisherKill kill : StepChoice.of(rig(), PublisherKill.OF_LOG)) {
      kill.run(rig());
    }
  }

  @Test
  @DisplayName(
      "10 a named subscription of a log is killed at each step: the next goes on at its place")
  default void killedAtEachStepOfALogSubscription() throws Exception {
    for (SubscriptionKill kill : StepChoice.of(rig(), SubscriptionKill.OF_LOG)) {
      kill.run(rig());
    }
  }

  @Test
  @DisplayName(
      "10 a death is told though the next publisher has come and gone before anybody looks")
  default void deathBehindWhichAnotherCameAndWent() throws Exception {
    Address address = rig().address();
    Messages messages = rig().messages(0, 300);
    TopicSubscription subscription = rig().subscribe();
    Incoming in = new Incoming(subscription, messages);
    for (int death = 1; death <= 3; death++) {
      PeerProcess peer = rig().peer();
      peer.ask("ok", "publisher", address);
      peer.ask("sent", "send", messages, in.next(), 10);
      in.receiveUpTo(in.next() + 10);
      peer.kill();
      peer.awaitDeath();
      try (TopicPublisher next = Ipc.publisher(address)) {
        new Outgoing(next, messages).from(in.next()).send(1);
      }
      in.receiveUpTo(in.next() + 1);
      int died = death;
      rig()
          .until(
              "the death is counted", () -> in.poll() == 0 && subscription.diedSenders() == died);
    }
  }

  @Test
  @DisplayName("10 a named subscription is killed again and again: each message once, or one twice")
  default void killedNamedSubscription() throws Exception {
    Address billing = rig().address("as=billing");
    Messages messages = rig().messages(0, 300);
    Outgoing out = new Outgoing(rig().publisher(), messages);
    out.send(1000);
    long dealtWith = 0;
    for (int kill = 0; kill < 3; kill++) {
      PeerProcess peer = rig().peer();
      peer.ask("ok", "subscription", billing);
      peer.ask("received", "receive", messages, dealtWith, 50);
      peer.kill();
      peer.awaitDeath();
      try (TopicSubscription next = Ipc.subscribe(billing)) {
        assertThat(next.position()).isBetween(dealtWith + 49, dealtWith + 50);
        dealtWith = next.position();
      }
    }
    try (TopicSubscription rest = Ipc.subscribe(billing)) {
      new Incoming(rest, messages).from(dealtWith).receiveUpTo(out.next());
    }
  }
}
