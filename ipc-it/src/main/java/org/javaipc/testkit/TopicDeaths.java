package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.javaipc.PeerDiedException;
import org.javaipc.Receiver;
import org.javaipc.TopicPublisher;
import org.javaipc.TopicSubscription;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Lines 4 and 10 of a topic: other processes that take part in it, and are killed or stopped. */
interface TopicDeaths extends ContractLine {
  @Test
  @DisplayName(
      "4 a stopped subscription holds publishers up no longer than the patience, and is told")
  default void stoppedSubscription() throws Exception {
    TopicPublisher publisher = rig().publisher("capacity=4KiB", "patience=200ms");
    Messages messages = rig().messages(100, 100);
    PeerProcess peer = rig().peer();
    peer.ask("ok", "subscription", rig().address());
    try (ProgressFile progress = ProgressFile.create()) {
      peer.ask("draining", "drain", messages, progress.file());
      Outgoing out = new Outgoing(publisher, messages);
      out.send(100);
      rig().until("the peer has taken them", () -> progress.get() == 100);
      peer.stop();
      rig().run("publish", () -> out.send(1000));
      assertThat(publisher.disconnected()).isOne();
      peer.resume();
      assertThat(peer.expect("error")).startsWith("TooSlowException");
    }
  }

  @Test
  @DisplayName("4 a stopped subscription holds offers up no longer than the patience, and is told")
  default void stoppedSubscriptionOfOffers() throws Exception {
    TopicPublisher publisher = rig().publisher("capacity=4KiB", "patience=200ms");
    Messages messages = rig().messages(100, 100);
    PeerProcess peer = rig().peer();
    peer.ask("ok", "subscription", rig().address());
    try (ProgressFile progress = ProgressFile.create()) {
      peer.ask("draining", "drain", messages, progress.file());
      Outgoing out = new Outgoing(publisher, messages);
      out.send(100);
      rig().until("the peer has taken them", () -> progress.get() == 100);
      peer.stop();
      rig()
          .until(
              "offers go on without it",
              () -> out.offer() && publisher.disconnected() == 1); // until then some fail
      assertThat(publisher.subscriptions()).isZero();
      peer.resume();
      assertThat(peer.expect("error")).startsWith("TooSlowException");
    }
  }

  @Test
  @DisplayName("5 slow=drop: processes publish while another one is stopped: its gaps are exact")
  default void stoppedWhileOthersPublish() throws Exception {
    int count = 20_000;
    TopicPublisher maker = rig().publisher("capacity=4KiB", "slow=drop");
    PeerProcess subscription = rig().peer();
    List<PeerProcess> publishers = List.of(rig().publishingPeer(), rig().publishingPeer());
    subscription.ask("ok", "subscription", rig().address());
    subscription.ask("collecting", "collect", publishers.size(), count);
    for (PeerProcess publisher : publishers) {
      publisher.ask("ok", "publisher", rig().address());
    }
    subscription.stop();
    for (int i = 0; i < publishers.size(); i++) {
      publishers.get(i).tell("publish-as", i, count);
    }
    for (PeerProcess publisher : publishers) {
      publisher.expect("published");
    }
    subscription.resume();
    String[] collected = subscription.expect("collected").split(" missed ", 2);
    long missed = Long.parseLong(collected[1]);
    assertThat(missed).isPositive();
    assertThat(Long.parseLong(collected[0]) + missed).isEqualTo(2L * count);
    assertThat(maker.disconnected()).isZero();
  }

  @Test
  @DisplayName("6 slow=disconnect: a process that is stopped holds nobody up, and is told")
  default void stoppedAndOvertaken() throws Exception {
    TopicPublisher publisher = rig().publisher("capacity=4KiB", "slow=disconnect");
    Messages messages = rig().messages(100, 100);
    PeerProcess peer = rig().peer();
    peer.ask("ok", "subscription", rig().address());
    try (ProgressFile progress = ProgressFile.create()) {
      peer.ask("draining", "drain", messages, progress.file());
      Outgoing out = new Outgoing(publisher, messages);
      out.send(10);
      rig().until("the peer has taken them", () -> progress.get() == 10);
      peer.stop();
      rig().run("publish", () -> out.send(1000));
      peer.resume();
      assertThat(peer.expect("error")).startsWith("TooSlowException");
    }
  }

  @Test
  @DisplayName(
      "10 a publisher is killed in the middle: all it published arrives, then it is reported")
  default void killedPublisher() throws Exception {
    rig().requirePublishingPeers();
    TopicPublisher first = rig().publisher("capacity=64KiB");
    Messages messages = rig().messages(0, 300);
    PeerProcess peer = rig().peer();
    peer.ask("ok", "publisher", rig().address());
    TopicSubscription subscription = rig().subscribe("end=last");
    TopicSubscription endless = rig().subscribe("wait=park");
    first.close();
    Incoming in = new Incoming(subscription, messages);
    Incoming also = new Incoming(endless, messages);
    try (ProgressFile progress = ProgressFile.create()) {
      peer.ask("flooding", "flood", messages, progress.file());
      Task<?> alsoReceiving = rig().begin("receive", () -> also.receiveUpTo(10_000));
      rig().run("receive", () -> in.receiveUpTo(10_000));
      alsoReceiving.join();
      peer.kill();
      Task<?> draining = rig().begin("receive", in::receiveToTheEnd);
      while (!draining.isDone()) {
        also.poll();
      }
      draining.joinFailing(PeerDiedException.class);
      assertThat(in.next()).isGreaterThanOrEqualTo(progress.get());
    }
    assertThat(subscription.receive((s, o, l) -> {}, 1)).isEqualTo(Receiver.END_OF_STREAM);
    also.pollAll();
    assertThat(also.next()).isEqualTo(in.next());
    rig().until("the death is counted", () -> also.poll() == 0 && endless.diedSenders() == 1);
    TopicPublisher next = rig().publisher();
    TopicSubscription late = rig().subscribe("history=1");
    assertThat(late.receive()).isEqualTo(messages.bytes(in.next() - 1));
    new Outgoing(next, messages).from(in.next()).send(100);
    also.receiveUpTo(in.next() + 100);
  }

  @Test
  @DisplayName(
      "10 a publisher is killed at each step: the next one goes on, and nothing else shows")
  default void killedAtEachStepOfAPublisher() throws Exception {
    rig().requirePublishingPeers();
    for (PublisherKill kill : StepChoice.of(rig(), PublisherKill.OF_TOPIC)) {
      kill.run(rig());
    }
  }

  @Test
  @DisplayName("4 a subscription is killed at each step: publishers go on")
  default void killedAtEachStepOfASubscription() throws Exception {
    for (SubscriptionKill kill : StepChoice.of(rig(), SubscriptionKill.all(rig()))) {
      kill.run(rig());
    }
  }

  @Test
  @DisplayName("12 all places are taken in other processes, and free when these are killed")
  default void placesOfTheDead() throws Exception {
    TopicPublisher publisher = rig().publisher("senders=2", "subscribers=1");
    PeerProcess subscribing = rig().peer();
    PeerProcess publishing = rig().publishingPeer();
    subscribing.ask("ok", "subscription", rig().address());
    publishing.ask("ok", "publisher", rig().address());
    assertThatThrownBy(() -> rig().subscribe()).hasMessageContaining("subscribers=1");
    assertThatThrownBy(() -> rig().publisher()).hasMessageContaining("senders=2");
    for (PeerProcess peer : List.of(subscribing, publishing)) {
      peer.kill();
      peer.awaitDeath();
    }
    TopicSubscription subscription = rig().subscribe();
    rig().publisher().publish("from the second place");
    publisher.publish("from the first place");
    assertThat(subscription.receive()).isNotNull();
    assertThat(subscription.receive()).isNotNull();
  }
}
