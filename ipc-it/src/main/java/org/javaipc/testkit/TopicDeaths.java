package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.javaipc.Address;
import org.javaipc.Ipc;
import org.javaipc.PeerDiedException;
import org.javaipc.Receiver;
import org.javaipc.TopicPublisher;
import org.javaipc.TopicSubscription;
import org.javaipc.spi.Checkpoint;
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
  @DisplayName(
      "10 a publisher is killed in the middle: all it published arrives, then it is reported")
  default void killedPublisher() throws Exception {
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

  /** Steps of a publisher, and whether the message of that step has been published. */
  record PublisherStep(Checkpoint step, boolean published) {}

  @Test
  @DisplayName(
      "10 a publisher is killed at each step: the next one goes on, and nothing else shows")
  default void killedAtEachStepOfAPublisher() throws Exception {
    for (PublisherStep kill :
        List.of(
                new PublisherStep(Checkpoint.SEND_PUBLISHED, true),
                new PublisherStep(Checkpoint.SEND_COPIED, false),
                new PublisherStep(Checkpoint.SEND_CLEARED, false),
                new PublisherStep(Checkpoint.JOIN_TAKEN, false))
            .subList(0, Math.min(4, rig().provider().kills()))) {
      Address address = rig().otherAddress("capacity=4KiB", "slow=drop");
      Messages messages = rig().messages(0, 200);
      TopicPublisher stays = Ipc.publisher(address);
      TopicSubscription subscription = Ipc.subscribe(address);
      Incoming in = new Incoming(subscription, messages);
      PeerProcess peer = rig().peer("-Dipc.checkpoints=on");
      if (kill.step() == Checkpoint.JOIN_TAKEN) {
        peer.ask("ok", "arm", kill.step(), 1);
        peer.tell("publisher", address);
        peer.expect("at");
      } else {
        peer.ask("ok", "publisher", address);
        for (int i = 0; i < 5; i++) {
          peer.ask("sent", "send", messages, in.next(), 10);
          in.receiveUpTo(in.next() + 10);
        }
        peer.ask("ok", "arm", kill.step(), 1);
        peer.tell("send", messages, in.next(), 1);
        peer.expect("at");
      }
      peer.kill();
      peer.awaitDeath();
      if (kill.published()) {
        in.receiveUpTo(in.next() + 1);
      }
      try (TopicPublisher next = Ipc.publisher(address)) {
        new Outgoing(next, messages).from(in.next()).send(10);
        in.receiveUpTo(in.next() + 10);
      }
      long deaths = kill.step() == Checkpoint.JOIN_TAKEN ? 0 : 1; // nobody had seen that one join
      rig()
          .until(
              kill + ": the death is counted",
              () -> in.poll() == 0 && subscription.diedSenders() >= deaths);
      assertThat(subscription.diedSenders()).as("%s", kill).isEqualTo(deaths);
      assertThat(subscription.missed()).as("%s", kill).isZero();
      subscription.close();
      stays.close();
    }
  }

  @Test
  @DisplayName("4 a subscription is killed at each step: publishers go on")
  default void killedAtEachStepOfASubscription() throws Exception {
    for (Checkpoint step :
        List.of(
                Checkpoint.JOIN_LOCKED,
                Checkpoint.RECEIVE_TAKEN,
                Checkpoint.RECEIVE_ROOM_GIVEN,
                Checkpoint.CLOSE_BEGUN)
            .subList(0, Math.min(4, rig().provider().kills()))) {
      Address address = rig().otherAddress("capacity=4KiB", "patience=5m");
      Messages messages = rig().messages(100, 100);
      TopicPublisher publisher = Ipc.publisher(address);
      Outgoing out = new Outgoing(publisher, messages);
      PeerProcess peer = rig().peer("-Dipc.checkpoints=on");
      if (step != Checkpoint.JOIN_LOCKED) {
        peer.ask("ok", "subscription", address);
        out.send(20);
      }
      peer.ask("ok", "arm", step, 1);
      switch (step) {
        case JOIN_LOCKED -> peer.tell("subscription", address);
        case CLOSE_BEGUN -> peer.tell("close");
        default -> peer.tell("receive", messages, 0, 20);
      }
      peer.expect("at");
      peer.kill();
      rig().run("publish after " + step, () -> out.send(200));
      try (TopicSubscription next = Ipc.subscribe(address)) {
        Incoming in = new Incoming(next, messages).from(out.next());
        out.send(10);
        in.receiveUpTo(out.next());
      }
      publisher.close();
    }
  }

  @Test
  @DisplayName(
      "12 all places of subscriptions are taken in another process, and free when it is killed")
  default void placesOfTheDead() throws Exception {
    TopicPublisher publisher = rig().publisher("senders=2", "subscribers=1");
    PeerProcess peer = rig().peer();
    peer.ask("ok", "subscription", rig().address());
    peer.ask("ok", "publisher", rig().address());
    assertThatThrownBy(() -> rig().subscribe()).hasMessageContaining("subscribers=1");
    assertThatThrownBy(() -> rig().publisher()).hasMessageContaining("senders=2");
    peer.kill();
    peer.awaitDeath();
    TopicSubscription subscription = rig().subscribe();
    rig().publisher().publish("from the second place");
    publisher.publish("from the first place");
    assertThat(subscription.receive()).isNotNull();
    assertThat(subscription.receive()).isNotNull();
  }
}
