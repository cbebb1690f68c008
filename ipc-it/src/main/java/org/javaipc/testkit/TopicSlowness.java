package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.javaipc.Address;
import org.javaipc.EndMetrics;
import org.javaipc.EndRole;
import org.javaipc.Ipc;
import org.javaipc.IpcMetrics;
import org.javaipc.MessageHandler;
import org.javaipc.TooSlowException;
import org.javaipc.TopicPublisher;
import org.javaipc.TopicSubscription;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Lines 4 to 6 of a topic: what happens to a subscription that falls behind. */
interface TopicSlowness extends ContractLine {
  @Test
  @DisplayName("4 slow=wait: a publisher waits for the slowest, and nothing is lost")
  default void waiting() throws Exception {
    TopicPublisher publisher = rig().publisher("capacity=16KiB");
    Messages messages = rig().messages(0, 500);
    Incoming fast = new Incoming(rig().subscribe(), messages);
    TopicSubscription slowOne = rig().subscribe();
    Incoming slow = new Incoming(slowOne, messages);
    Outgoing out = new Outgoing(publisher, messages);
    long fits = rig().within("offer until it waits", out::fill);
    assertThat(fits).isPositive();
    fast.receiveUpTo(fits);
    assertThat(publisher.offer(new byte[500])).as("the slow one has read nothing").isFalse();
    assertThat(out.send(Duration.ofMillis(20))).isFalse();
    assertThat(slowOne.lag()).isEqualTo(fits);
    Task<?> publishing = rig().begin("publish", () -> out.send(5_000));
    Task<?> receiving = rig().begin("receive", () -> fast.receiveUpTo(fits + 5_000));
    rig()
        .run(
            "receive slowly",
            () -> {
              while (slow.next() < fits + 5_000) {
                slow.receiver().receive(slow, 1);
              }
            });
    publishing.join();
    receiving.join();
    assertThat(publisher.disconnected()).isZero();
  }

  @Test
  @DisplayName(
      "4 slow=wait: one that stands still longer than the patience is disconnected and told")
  default void patience() throws Exception {
    TopicPublisher publisher = rig().publisher("capacity=4KiB", "patience=100ms");
    Messages messages = rig().messages(100, 100);
    TopicSubscription stands = rig().subscribe();
    Incoming reads = new Incoming(rig().subscribe(), messages);
    Task<?> receiving = rig().begin("receive", () -> reads.receiveUpTo(1000));
    rig().run("publish", () -> new Outgoing(publisher, messages).send(1000));
    receiving.join();
    assertThat(publisher.disconnected()).isOne();
    assertThat(publisher.subscriptions()).isOne();
    assertThatThrownBy(() -> stands.receive((s, o, l) -> {}, 1))
        .isInstanceOf(TooSlowException.class)
        .hasMessageContaining("subscribe again");
    assertThatThrownBy(stands::receive).isInstanceOf(TooSlowException.class);
    assertThat(inMetrics(EndRole.PUBLISHER, EndMetrics::disconnected)).isOne();
    assertThat(inMetrics(EndRole.SUBSCRIPTION, EndMetrics::disconnected)).isOne();
    stands.close();
    TopicSubscription fresh = rig().subscribe();
    publisher.publish("news");
    assertThat(fresh.receiveString()).isEqualTo("news");
  }

  /** A way to publish that gives up before the patience is over. */
  @FunctionalInterface
  interface Attempt {
    boolean on(Outgoing out) throws Exception;
  }

  @Test
  @DisplayName(
      "4 slow=wait: the patience counts from one offer, tryClaim or short send to the next")
  default void patienceOfThoseWhoDoNotWait() throws Exception {
    Map<String, Attempt> ways =
        Map.of(
            "offer",
            Outgoing::offer,
            "tryClaim",
            Outgoing::tryClaimAndCommit,
            "send(10ms)",
            out -> out.send(Duration.ofMillis(10)));
    for (Map.Entry<String, Attempt> way : ways.entrySet()) {
      Address address = rig().otherAddress("capacity=4KiB", "patience=100ms");
      Messages messages = rig().messages(100, 100);
      try (TopicPublisher publisher = Ipc.publisher(address);
          TopicSubscription stands = Ipc.subscribe(address);
          TopicSubscription reads = Ipc.subscribe(address)) {
        Outgoing out = new Outgoing(publisher, messages);
        Incoming in = new Incoming(reads, messages);
        in.receiveUpTo(out.fill());
        rig()
            .until(
                way.getKey() + " goes on without the one that stands",
                () -> way.getValue().on(out));
        assertThat(publisher.disconnected()).as(way.getKey()).isOne();
        assertThat(publisher.subscriptions()).as(way.getKey()).isOne();
        assertThatThrownBy(stands::receive).isInstanceOf(TooSlowException.class);
        in.receiveUpTo(out.next());
      }
    }
  }

  @Test
  @DisplayName(
      "4 slow=wait: one that reads on between offers is not disconnected, whatever the patience")
  default void readsOnBetweenOffers() throws Exception {
    TopicPublisher publisher = rig().publisher("capacity=4KiB", "patience=1ms");
    Messages messages = rig().messages(100, 100);
    TopicSubscription subscription = rig().subscribe();
    Outgoing out = new Outgoing(publisher, messages);
    Incoming in = new Incoming(subscription, messages);
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < 50_000_000) {
      out.fill();
      in.receiveUpTo(in.next() + 1);
    }
    in.receiveUpTo(out.next());
    assertThat(publisher.disconnected()).isZero();
  }

  @Test
  @DisplayName("4 slow=wait: one that is waited for and closes lets the publisher go on at once")
  default void closesWhileWaitedFor() throws Exception {
    TopicPublisher publisher = rig().publisher("capacity=4KiB", "patience=5m");
    TopicSubscription subscription = rig().subscribe();
    Outgoing out = new Outgoing(publisher, rig().messages(100, 100));
    out.fill();
    Task<?> publishing = rig().begin("publish", () -> out.send(100));
    publishing.settle();
    subscription.close();
    publishing.join();
    assertThat(publisher.subscriptions()).isZero();
  }

  @Test
  @DisplayName("5 slow=drop: no publisher waits, no message is torn, and gaps are counted exactly")
  default void dropping() throws Exception {
    TopicPublisher publisher = rig().publisher("capacity=16KiB", "slow=drop");
    Messages messages = rig().messages(8, 900);
    Counting counting = new Counting(rig().subscribe(), messages);
    long count = 100_000;
    Task<?> publishing =
        rig().begin("publish", () -> new Outgoing(publisher, messages).send(count));
    rig().run("receive", () -> counting.receiveUpTo(count));
    publishing.join();
    assertThat(counting.taken + counting.subscription.missed()).isEqualTo(count);
    rig().say("missed " + counting.subscription.missed() + " of " + count);
  }

  /** Knows by what was taken and missed which message has to come. */
  final class Counting implements MessageHandler {
    private final TopicSubscription subscription;
    private final Messages messages;
    private long taken;

    Counting(TopicSubscription subscription, Messages messages) {
      this.subscription = subscription;
      this.messages = messages;
    }

    void receiveUpTo(long count) throws Exception {
      while (taken + subscription.missed() < count) {
        subscription.receive(this, 64);
      }
    }

    @Override
    public void onMessage(MemorySegment segment, long offset, long length) {
      messages.check(taken + subscription.missed(), segment, offset, length);
      taken++;
    }
  }

  @Test
  @DisplayName(
      "5 slow=drop: one that sleeps through more than the topic holds goes on with the oldest")
  default void oldest() throws Exception {
    TopicPublisher publisher = rig().publisher("capacity=4KiB", "slow=drop");
    Messages messages = rig().messages(0, 200);
    Counting counting = new Counting(rig().subscribe(), messages);
    Outgoing out = new Outgoing(publisher, messages);
    for (int lap = 0; lap < 50; lap++) {
      out.send(1 + rig().random().nextInt(100));
      counting.receiveUpTo(out.next());
      assertThat(counting.taken + counting.subscription.missed()).isEqualTo(out.next());
    }
    assertThat(counting.subscription.missed()).isPositive();
    assertThat(inMetrics(EndRole.SUBSCRIPTION, EndMetrics::missed))
        .isEqualTo(counting.subscription.missed());
    assertThat(inMetrics(EndRole.SUBSCRIPTION, EndMetrics::unreadBytes)).isZero();
    out.send(1);
    assertThat(inMetrics(EndRole.SUBSCRIPTION, EndMetrics::unreadBytes)).isPositive();
  }

  /** {@return the sum of what the test's open ends of a role count} */
  private long inMetrics(EndRole role, ToLongFunction<EndMetrics> counter) {
    return IpcMetrics.ends().stream()
        .filter(end -> end.address().name().equals(rig().address().name()))
        .filter(end -> end.role() == role)
        .mapToLong(counter)
        .sum();
  }

  @Test
  @DisplayName("5 slow=drop: gaps are counted exactly, also where the publisher has left")
  default void droppedByOneThatLeft() throws Exception {
    for (String end : new String[] {"end=last", "end=never"}) {
      Address address = rig().otherAddress("capacity=4KiB", "slow=drop", end);
      Messages messages = rig().messages(0, 200);
      TopicPublisher publisher = rig().closeLater(Ipc.publisher(address));
      try (TopicSubscription subscription = Ipc.subscribe(address)) {
        Counting counting = new Counting(subscription, messages);
        Outgoing out = new Outgoing(publisher, messages);
        out.send(1);
        counting.receiveUpTo(1);
        out.send(1000);
        publisher.close();
        rig().run("receive", () -> counting.receiveUpTo(out.next()));
        assertThat(counting.taken + subscription.missed()).isEqualTo(out.next());
        assertThat(subscription.missed()).isPositive();
      }
    }
  }

  @Test
  @DisplayName("6 slow=disconnect: no publisher waits, and one that is overtaken is told")
  default void disconnecting() throws Exception {
    TopicPublisher publisher = rig().publisher("capacity=4KiB", "slow=disconnect");
    TopicSubscription subscription = rig().subscribe();
    Messages messages = rig().messages(100, 100);
    Outgoing out = new Outgoing(publisher, messages);
    Incoming in = new Incoming(subscription, messages);
    out.send(5);
    in.receiveUpTo(5);
    rig().run("publish", () -> out.send(1000));
    assertThatThrownBy(() -> subscription.poll(in, 1)).isInstanceOf(TooSlowException.class);
    assertThatThrownBy(() -> subscription.receive(Duration.ofMillis(1)))
        .isInstanceOf(TooSlowException.class);
    assertThat(in.next()).isEqualTo(5);
  }
}
