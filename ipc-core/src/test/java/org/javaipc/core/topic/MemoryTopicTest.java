package org.javaipc.core.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.javaipc.Address;
import org.javaipc.ChannelBusyException;
import org.javaipc.Ipc;
import org.javaipc.TopicPublisher;
import org.javaipc.TopicSubscription;
import org.javaipc.core.memory.MemoryProvider;
import org.javaipc.spi.TopicOptions;
import org.javaipc.spi.TopicRegion;
import org.junit.jupiter.api.Test;

class MemoryTopicTest {
  private static final AtomicInteger NAMES = new AtomicInteger();

  private static String name() {
    return "memory:topic-" + NAMES.incrementAndGet();
  }

  @Test
  void everySubscriptionGetsEveryMessage() throws Exception {
    String name = name();
    try (TopicPublisher publisher = Ipc.publisher(name);
        TopicSubscription first = Ipc.subscribe(name);
        TopicSubscription second = Ipc.subscribe(name)) {
      publisher.publish("one");
      publisher.publish("");
      assertThat(publisher.subscriptions()).isEqualTo(2);
      assertThat(first.receiveString()).isEqualTo("one");
      assertThat(second.receiveString()).isEqualTo("one");
      assertThat(first.receiveString()).isEmpty();
      assertThat(second.lag()).isOne();
      assertThat(second.receiveString()).isEmpty();
      assertThat(second.lag()).isZero();
    }
  }

  @Test
  void aLateSubscriptionGetsTheHistoryThatItAsksFor() throws Exception {
    String name = name();
    try (TopicPublisher publisher = Ipc.publisher(name + "?capacity=4KiB&slow=drop")) {
      for (int i = 0; i < 1000; i++) {
        publisher.publish("message " + i);
      }
      try (TopicSubscription last = Ipc.subscribe(name + "?history=1");
          TopicSubscription three = Ipc.subscribe(name + "?history=3");
          TopicSubscription none = Ipc.subscribe(name)) {
        assertThat(last.receiveString()).isEqualTo("message 999");
        assertThat(three.receiveString()).isEqualTo("message 997");
        assertThat(none.latestString()).isEqualTo("message 999");
        assertThat(none.poll((s, o, l) -> {}, 1)).isZero();
        assertThat(three.latestString()).isEqualTo("message 999");
        assertThat(three.missed()).isZero();
      }
    }
  }

  @Test
  void gapsAreCountedExactly() throws Exception {
    String name = name();
    try (TopicPublisher publisher = Ipc.publisher(name + "?capacity=4KiB&slow=drop");
        TopicSubscription slow = Ipc.subscribe(name)) {
      for (int i = 0; i < 1000; i++) {
        publisher.publish("message " + i);
      }
      String first = slow.receiveString();
      assertThat(first).isEqualTo("message " + slow.missed());
      assertThat(slow.missed()).isPositive();
      assertThat(slow.missed() + 1 + slow.lag()).isEqualTo(1000);
    }
  }

  @Test
  void noMorePublishersThanStated() throws Exception {
    String name = name();
    try (TopicPublisher _ = Ipc.publisher(name + "?senders=1")) {
      assertThatThrownBy(() -> Ipc.publisher(name))
          .isInstanceOf(ChannelBusyException.class)
          .hasMessageContaining("all senders=1 places of the topic are in use");
    }
  }

  @Test
  void aStreamDoesNotEndBeforeItsFirstPublisherHasJoined() throws Exception {
    Address address = Address.parse(name() + "?end=last");
    TopicOptions options = TopicOptions.of(address, Set.of());
    TopicLimits limits = TopicLimits.of(address, options);
    RegionTopic topic = (RegionTopic) new MemoryProvider().topic(address, options);
    try (TopicRegion made =
            topic
                .store()
                .join(
                    TopicDescriptor.totalLength(limits),
                    TopicDescriptor.headerLength(limits),
                    (memory, self) -> TopicDescriptor.initialize(memory, limits));
        TopicSubscription subscription = topic.subscribe()) {
      assertThat(subscription.poll((segment, offset, length) -> {}, 1)).isZero();
      assertThat(subscription.isEnded()).as(made.describe()).isFalse();
      try (TopicPublisher publisher = topic.publisher()) {
        publisher.publish("first");
      }
      assertThat(subscription.receiveString()).isEqualTo("first");
      assertThat(subscription.receiveString()).isNull();
    }
  }
}
