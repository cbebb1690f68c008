package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.javaipc.EndMetrics;
import org.javaipc.EndRole;
import org.javaipc.TopicPublisher;
import org.javaipc.TopicSubscription;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Line 15 of a topic, which is line 19 of a channel: what both ends count, and what a subscription has not taken yet. */
interface TopicMetrics extends ContractLine {
  @Test
  @DisplayName("15 both ends count messages and bytes, also after they have closed")
  default void endsCount() throws Exception {
    TopicPublisher publisher = rig().publisher();
    TopicSubscription subscription = rig().subscribe();
    EndMetrics published = ListedEnds.only(rig().address(), EndRole.PUBLISHER);
    EndMetrics received = ListedEnds.only(rig().address(), EndRole.SUBSCRIPTION);
    publisher.publish(new byte[2]);
    publisher.publish(rig().buffer(64), 0, 5);
    publisher.publish(new byte[0]);
    assertThat(subscription.receive()).hasSize(2);
    assertThat(subscription.receive(rig().buffer(64))).isEqualTo(5);
    assertThat(subscription.receive((_, _, _) -> {}, 1)).isOne();
    publisher.close();
    subscription.close();
    ListedEnds.requireCounted(published, 3, 7);
    ListedEnds.requireCounted(received, 3, 7);
  }

  @Test
  @DisplayName("15 a message that its handler threw at is counted, with its bytes")
  default void thrownAtIsCounted() throws Exception {
    TopicPublisher publisher = rig().publisher();
    TopicSubscription subscription = rig().subscribe();
    publisher.publish(new byte[10]);
    assertThatThrownBy(() ->
            subscription.receive(
                (_, _, _) -> {
                  throw new UnsupportedOperationException("on purpose");
                },
                1))
        .isInstanceOf(UnsupportedOperationException.class);
    ListedEnds.requireCounted(ListedEnds.only(rig().address(), EndRole.SUBSCRIPTION), 1, 10);
  }

  @Test
  @DisplayName(
      "15 unread is what was published and not taken; nothing of publishers and once closed")
  default void unreadOfSubscriptions() throws Exception {
    TopicPublisher publisher = rig().publisher();
    TopicSubscription subscription = rig().subscribe();
    EndMetrics behind = ListedEnds.only(rig().address(), EndRole.SUBSCRIPTION);
    assertThat(behind.unread()).isZero();
    for (int i = 0; i < 5; i++) {
      publisher.publish(new byte[10]);
    }
    assertThat(behind.unread()).isEqualTo(5);
    assertThat(ListedEnds.only(rig().address(), EndRole.PUBLISHER).unread()).isZero();
    for (int left = 5; left > 0; left--) {
      assertThat(behind.unread()).isEqualTo(left);
      assertThat(subscription.receive()).hasSize(10);
    }
    assertThat(behind.unread()).isZero();
    publisher.publish("stays");
    assertThat(behind.unread()).isOne();
    subscription.close();
    assertThat(behind.unread()).as("once it has closed").isZero();
  }
}
