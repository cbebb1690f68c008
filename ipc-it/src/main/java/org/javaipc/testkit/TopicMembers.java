package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.javaipc.EndRole;
import org.javaipc.TopicPublisher;
import org.javaipc.TopicSubscription;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Lines 4 and 11 of a topic: members in other processes that are killed, whom others get over and are told of. */
interface TopicMembers extends ContractLine {
  @Test
  @DisplayName("4 a subscription in another process is killed in the middle: nobody else notices")
  default void killedSubscription() throws Exception {
    TopicPublisher publisher = rig().publisher("capacity=64KiB", "patience=5m");
    Messages messages = rig().messages(0, 300);
    PeerProcess peer = rig().peer();
    peer.ask("ok", "subscription", rig().address());
    Incoming in = new Incoming(rig().subscribe(), messages);
    Outgoing out = new Outgoing(publisher, messages);
    try (ProgressFile progress = ProgressFile.create()) {
      peer.ask("draining", "drain", messages, progress.file());
      Task<?> receiving = rig().begin("receive", () -> in.receiveUpTo(30_000));
      rig().run("publish", () -> out.send(10_000));
      assertThat(publisher.subscriptions()).isEqualTo(2);
      rig().until("the peer has taken some", () -> progress.get() > 0);
      peer.kill();
      rig().run("publish on", () -> out.send(20_000));
      receiving.join();
      peer.awaitDeath();
    }
    rig()
        .until(
            "the death is noticed",
            () -> {
              out.send(1);
              in.pollAll();
              return publisher.subscriptions() == 1;
            });
    Incoming next = new Incoming(rig().subscribe(), messages).from(out.next());
    out.send(10);
    next.receiveUpTo(out.next());
  }

  @Test
  @DisplayName("11 the death of a publisher is in the metrics and the flight recorder, once")
  default void publisherInMetrics() throws Exception {
    TopicPublisher _ = rig().publisher();
    TopicSubscription subscription = rig().subscribe();
    PeerProcess peer = rig().peer();
    peer.ask("ok", "publisher", rig().address());
    assertThat(subscription.poll(Line06Empty.NONE, 1)).isZero();
    try (ToldDeaths told = new ToldDeaths()) {
      peer.kill();
      rig()
          .until(
              "the death is counted",
              () -> subscription.poll(Line06Empty.NONE, 1) == 0 && subscription.diedSenders() == 1);
      told.requireOne(rig().address(), EndRole.SUBSCRIPTION);
    }
  }

  @Test
  @DisplayName("11 the death of a subscription is in the metrics and the flight recorder, once")
  default void subscriptionInMetrics() throws Exception {
    TopicPublisher publisher = rig().publisher();
    PeerProcess peer = rig().peer();
    peer.ask("ok", "subscription", rig().address());
    publisher.publish("to one");
    assertThat(publisher.subscriptions()).isOne();
    try (ToldDeaths told = new ToldDeaths()) {
      peer.kill();
      rig()
          .until(
              "the death is noticed",
              () -> {
                publisher.publish("to nobody");
                return publisher.subscriptions() == 0;
              });
      told.requireOne(rig().address(), EndRole.PUBLISHER);
    }
  }
}
