package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.javaipc.TopicPublisher;
import org.javaipc.TopicSubscription;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Line 7 of a topic: the latest value, at once. */
interface TopicLatest extends ContractLine {
  @Test
  @DisplayName(
      "7 latest gives the latest value at once, again and again, and skips what is before it")
  default void latest() throws Exception {
    TopicPublisher publisher = rig().publisher("capacity=4KiB", "slow=drop");
    TopicSubscription subscription = rig().subscribe();
    assertThat(subscription.latest()).isNull();
    for (int i = 0; i < 300; i++) {
      publisher.publish("value " + i);
      if (i % 7 == 0) {
        assertThat(subscription.latestString()).isEqualTo("value " + i);
        assertThat(subscription.latestString()).isEqualTo("value " + i);
        assertThat(subscription.lag()).isZero();
      }
    }
    publisher.publish("last");
    assertThat(subscription.latestString()).isEqualTo("last");
    assertThat(subscription.missed()).isZero();
    publisher.publish("after");
    assertThat(subscription.receiveString()).isEqualTo("after");
    TopicSubscription late = rig().subscribe();
    assertThat(late.latestString()).as("without history=").isEqualTo("after");
  }

  @Test
  @DisplayName("7 latest while a publisher publishes without end: whole, and never an older one")
  default void latestOfMany() throws Exception {
    TopicPublisher publisher = rig().publisher("capacity=4KiB", "slow=drop");
    TopicSubscription subscription = rig().subscribe();
    Task<?> publishing =
        rig()
            .begin(
                "publish",
                () -> {
                  for (long i = 0; i < 50_000; i++) {
                    publisher.publish(i + " " + i);
                  }
                });
    long last = -1;
    while (last < 49_999) {
      String value = subscription.latestString();
      if (value != null) {
        String[] halves = value.split(" ", -1);
        assertThat(halves[1]).isEqualTo(halves[0]);
        assertThat(Long.parseLong(halves[0])).isGreaterThanOrEqualTo(last);
        last = Long.parseLong(halves[0]);
      }
    }
    publishing.join();
  }
}
