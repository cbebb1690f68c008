package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.javaipc.Address;
import org.javaipc.ChannelStatus;
import org.javaipc.Ipc;
import org.javaipc.TopicPublisher;
import org.javaipc.TopicSubscription;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a topic promises to subscriptions in other processes, and to publishers that these read from. */
interface TopicReaders extends ContractLine {
  /** The latest instant of a kill, after the victim has begun. */
  int LATEST_NANOS = 20_000_000;

  @Test
  @DisplayName(
      "3 a subscription in another process gets all that is published, then the end with end=last")
  default void endElsewhere() throws Exception {
    Messages messages = rig().messages(0, 2000);
    PeerProcess peer = rig().peer();
    try (ProgressFile progress = ProgressFile.create();
        TopicPublisher publisher = Ipc.publisher(rig().address("capacity=16KiB", "patience=5m"))) {
      peer.ask("ok", "subscription", rig().address("end=last"));
      peer.ask("draining", "drain", messages, progress.file());
      rig().run("publish", () -> new Outgoing(publisher, messages).send(2000));
    }
    assertThat(peer.expect("end")).isEqualTo("2000");
  }

  @Test
  @DisplayName("7 a subscription in another process gets the last N first, then what follows")
  default void historyElsewhere() throws Exception {
    TopicPublisher publisher = rig().publisher("capacity=64KiB", "slow=drop");
    Messages messages = rig().messages(0, 300);
    Outgoing out = new Outgoing(publisher, messages);
    out.send(5000);
    PeerProcess peer = rig().peer();
    for (int wanted : new int[] {0, 1, 2, 50}) {
      peer.ask("ok", "subscription", rig().address("history=" + wanted));
      peer.ask("lag " + wanted, "lag");
      peer.ask("received", "receive", messages, out.next() - wanted, wanted);
      out.send(3);
      peer.ask("received", "receive", messages, out.next() - 3, 3);
      peer.ask("lag 0", "lag");
      peer.ask("ok", "close");
    }
  }

  @Test
  @DisplayName(
      "7 latest in another process gives the latest value again and again, and skips what is before it")
  default void latestElsewhere() throws Exception {
    List<TopicPublisher> publishers =
        List.of(rig().publisher("capacity=4KiB", "slow=drop", "senders=2"), rig().publisher());
    PeerProcess peer = rig().peer();
    peer.ask("ok", "subscription", rig().address());
    peer.ask("nothing", "latest");
    for (int round = 0; round < 40; round++) {
      for (int i = 0; i < 7; i++) {
        publishers.get(round % 2).publish(Latest.value(7 * round + i));
      }
      peer.ask("latest " + Latest.value(7 * round + 6), "latest");
      peer.ask("latest " + Latest.value(7 * round + 6), "latest");
      peer.ask("lag 0", "lag");
    }
    peer.ask("missed 0", "missed");
    Messages messages = rig().messages(50, 50);
    new Outgoing(publishers.getFirst(), messages).send(2);
    peer.ask("received", "receive", messages, 0, 2);
  }

  @Test
  @DisplayName(
      "7 latest in another process while values come without end: each whole, and never an older one")
  default void latestOfManyElsewhere() throws Exception {
    int last = 50_000;
    TopicPublisher publisher = rig().publisher("capacity=4KiB", "slow=drop");
    PeerProcess peer = rig().peer();
    peer.ask("ok", "subscription", rig().address());
    peer.ask("watching", "watch-latest", last);
    for (int i = 0; i <= last; i++) {
      publisher.publish(Latest.value(i));
    }
    String watched = peer.expect("watched");
    rig().say("saw " + watched + " of " + last);
    assertThat(Long.parseLong(watched)).isPositive();
  }

  @Test
  @DisplayName("11 how far a subscription in another process is behind is seen from outside")
  default void behindElsewhere() throws Exception {
    TopicPublisher publisher = rig().publisher();
    Messages messages = rig().messages(100, 100);
    PeerProcess peer = rig().peer();
    peer.ask("ok", "subscription", rig().address());
    new Outgoing(publisher, messages).send(20);
    requireBehind(peer, 20);
    peer.ask("received", "receive", messages, 0, 15);
    requireBehind(peer, 5);
    peer.ask("received", "receive", messages, 15, 5);
    requireBehind(peer, 0);
  }

  /** Asserts what the peer says of its subscription, and what its memory says. */
  private void requireBehind(PeerProcess peer, int messages) throws Exception {
    peer.ask("lag " + messages, "lag");
    List<ChannelStatus> subscriptions =
        Ipc.status(rig().address()).stream()
            .filter(status -> status.kind() == ChannelStatus.Kind.SUBSCRIPTION)
            .toList();
    assertThat(subscriptions).hasSize(1);
    ChannelStatus subscription = subscriptions.getFirst();
    assertThat(subscription.receiver()).hasValue(peer.pid());
    assertThat(subscription.sent() - subscription.received()).isEqualTo(messages);
    assertThat(subscription.unread() == 0).isEqualTo(messages == 0);
  }

  @Test
  @DisplayName(
      "4 a subscription in another process is killed at random: nobody else loses a message")
  default void subscriptionsKilledAtRandom() throws Exception {
    for (int kill = 0; kill < rig().provider().kills(); kill++) {
      Address address = rig().otherAddress("capacity=64KiB", "patience=5m");
      Messages messages = rig().messages(0, 300);
      try (TopicPublisher publisher = Ipc.publisher(address);
          TopicSubscription stays = Ipc.subscribe(address);
          PeerProcess victim = rig().peer();
          ProgressFile taken = ProgressFile.create()) {
        Outgoing out = new Outgoing(publisher, messages);
        Incoming in = new Incoming(stays, messages);
        victim.ask("ok", "subscription", address);
        victim.ask("draining", "drain", messages, taken.file());
        out.send(1);
        assertThat(publisher.subscriptions()).isEqualTo(2);
        Task<?> publishing =
            rig()
                .begin("publish until the victim is gone", () -> publishToBoth(publisher, out, in));
        LockSupport.parkNanos(rig().random().nextInt(LATEST_NANOS));
        victim.kill();
        publishing.join();
        victim.awaitDeath();
        victim.hasNotFailed();
        assertThat(taken.get()).isBetween(0L, out.next());
        rig()
            .until(
                "the death is counted",
                () -> {
                  out.send(1);
                  in.receiveUpTo(out.next());
                  return SubscriptionKill.deaths(address) == 1;
                });
        assertThat(publisher.disconnected()).isZero();
      }
    }
  }

  private static void publishToBoth(TopicPublisher publisher, Outgoing out, Incoming in)
      throws Exception {
    while (publisher.subscriptions() == 2) {
      out.send(1);
      in.pollAll();
    }
  }

  @Test
  @DisplayName(
      "10 a publisher is killed at random: a subscription in another process gets all of it, and is told")
  default void publishersKilledAtRandom() throws Exception {
    PeerProcess reader = rig().peer();
    for (int kill = 0; kill < rig().provider().kills(); kill++) {
      Address address = rig().otherAddress("capacity=64KiB", "patience=5m");
      Messages messages = rig().messages(0, 300);
      boolean endless = kill % 2 == 1;
      try (PeerProcess victim = rig().publishingPeer();
          ProgressFile published = ProgressFile.create();
          ProgressFile taken = ProgressFile.create()) {
        victim.ask("ok", "publisher", address);
        reader.ask("ok", "subscription", endless ? address : address.with("end", "last"));
        reader.ask("draining", endless ? "drain-until-death" : "drain", messages, taken.file());
        victim.ask("flooding", "flood", messages, published.file());
        LockSupport.parkNanos(rig().random().nextInt(LATEST_NANOS));
        victim.kill();
        long received = Long.parseLong(reader.expect("died"));
        victim.awaitDeath();
        assertThat(received).isBetween(published.get(), published.get() + 1);
        reader.ask("ok", "close");
      }
    }
  }
}
