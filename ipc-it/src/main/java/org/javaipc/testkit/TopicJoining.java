package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.javaipc.ChannelBusyException;
import org.javaipc.ConnectTimeoutException;
import org.javaipc.GeometryMismatchException;
import org.javaipc.Ipc;
import org.javaipc.Receiver;
import org.javaipc.TopicPublisher;
import org.javaipc.TopicSubscription;
import org.javaipc.WrongKindException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Lines 1 and 12 of a topic: who makes it, who joins it, and who is refused. */
interface TopicJoining extends ContractLine {
  @Test
  @DisplayName("1 a publisher needs no subscription, and publishes far more than the topic holds")
  default void nobodyIsThere() throws Exception {
    TopicPublisher publisher = rig().publisher("capacity=4KiB");
    rig().run("publish", () -> new Outgoing(publisher, rig().messages(0, 300)).send(10_000));
    assertThat(publisher.subscriptions()).isZero();
  }

  @Test
  @DisplayName("1 a subscription waits for the first publisher, as long as connect says")
  default void publisherComesLater() throws Exception {
    assertThatThrownBy(() -> rig().subscribe("connect=50ms"))
        .isInstanceOf(ConnectTimeoutException.class)
        .hasMessageContaining(
            "within connect=50ms; start one first, or use a longer connect= on a loaded machine");
    Task<TopicSubscription> subscribing =
        rig().start("subscribe", () -> rig().subscribe("connect=5m"));
    subscribing.settle();
    TopicPublisher publisher = rig().publisher();
    TopicSubscription subscription = subscribing.join();
    publisher.publish("first");
    assertThat(subscription.receiveString()).isEqualTo("first");
  }

  @Test
  @DisplayName("1 publishers come and go, and the topic stays for its subscriptions")
  default void publishersComeAndGo() throws Exception {
    try (TopicPublisher publisher = Ipc.publisher(rig().address())) {
      publisher.publish("one");
    }
    assertThatThrownBy(() -> rig().subscribe("connect=20ms"))
        .as("the last end has taken the topic along")
        .isInstanceOf(ConnectTimeoutException.class);
    TopicPublisher stays = rig().publisher("senders=2");
    TopicSubscription subscription = rig().subscribe();
    for (int i = 0; i < 10; i++) {
      try (TopicPublisher publisher = Ipc.publisher(rig().address())) {
        publisher.publish("message " + i);
      }
      assertThat(subscription.receiveString()).isEqualTo("message " + i);
    }
    stays.close();
    try (TopicPublisher publisher = Ipc.publisher(rig().address())) {
      publisher.publish("again");
    }
    assertThat(subscription.receiveString()).isEqualTo("again");
  }

  @Test
  @DisplayName("1 what a publisher published just before it closed arrives")
  default void publishAndClose() throws Exception {
    TopicPublisher _ = rig().publisher();
    TopicSubscription subscription = rig().subscribe();
    for (int i = 0; i < 30; i++) {
      Task<String> receiving = rig().start("receive", subscription::receiveString);
      try (TopicPublisher publisher = Ipc.publisher(rig().address())) {
        publisher.publish("message " + i);
      }
      assertThat(receiving.join()).isEqualTo("message " + i);
    }
  }

  @Test
  @DisplayName("1 limits other than those of the topic are refused, and the same are not")
  default void otherLimits() throws Exception {
    TopicPublisher _ =
        rig().publisher("capacity=64KiB", "maxMessage=1000", "slow=drop", "subscribers=5");
    rig().subscribe("capacity=64KiB", "maxMessage=1000", "slow=drop", "subscribers=5").close();
    for (String other :
        List.of(
            "capacity=4KiB",
            "maxMessage=999",
            "slow=wait",
            "subscribers=6",
            "senders=1",
            "patience=1s")) {
      assertThatThrownBy(() -> rig().publisher(other))
          .isInstanceOf(GeometryMismatchException.class)
          .hasMessageContaining("the address states " + other.substring(0, other.indexOf('=') + 1));
      assertThatThrownBy(() -> rig().subscribe(other))
          .isInstanceOf(GeometryMismatchException.class);
    }
  }

  @Test
  @DisplayName("1 a topic that is opened as a channel, and a channel as a topic, is refused")
  default void theOtherKind() throws Exception {
    TopicPublisher publisher = rig().publisher();
    assertThatThrownBy(() -> rig().receiver())
        .isInstanceOf(WrongKindException.class)
        .hasMessageContaining("is a topic; use Ipc.publisher or Ipc.subscribe");
    assertThatThrownBy(() -> rig().sender()).isInstanceOf(WrongKindException.class);
    publisher.close();
    Receiver receiver = rig().receiver();
    assertThatThrownBy(() -> rig().publisher())
        .isInstanceOf(WrongKindException.class)
        .hasMessageContaining("is a channel; use Ipc.sender or Ipc.receiver");
    assertThatThrownBy(() -> rig().subscribe()).isInstanceOf(WrongKindException.class);
    rig().sender().send("unharmed");
    assertThat(receiver.receiveString()).isEqualTo("unharmed");
  }

  @Test
  @DisplayName(
      "12 no more publishers and subscriptions than stated, and a place that is left is free")
  default void allPlacesTaken() throws Exception {
    TopicPublisher publisher = rig().publisher("senders=2", "subscribers=2");
    TopicPublisher second = rig().publisher();
    assertThatThrownBy(() -> rig().publisher())
        .isInstanceOf(ChannelBusyException.class)
        .hasMessageContaining("all senders=2 places of the topic are in use");
    second.close();
    rig().publisher();
    TopicSubscription _ = rig().subscribe();
    TopicSubscription other = rig().subscribe();
    assertThatThrownBy(() -> rig().subscribe())
        .isInstanceOf(ChannelBusyException.class)
        .hasMessageContaining("all subscribers=2 places of the topic are in use");
    other.close();
    TopicSubscription third = rig().subscribe();
    publisher.publish("to all");
    assertThat(third.receiveString()).isEqualTo("to all");
  }
}
