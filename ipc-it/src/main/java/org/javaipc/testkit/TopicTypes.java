package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.javaipc.ChannelClosedException;
import org.javaipc.Codec;
import org.javaipc.Ipc;
import org.javaipc.MalformedMessageException;
import org.javaipc.TopicPublisher;
import org.javaipc.TopicSubscription;
import org.javaipc.TypeMismatchException;
import org.javaipc.TypedPublisher;
import org.javaipc.TypedSubscription;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Line 14 of a topic: ends that state the type of their messages join only where it is the same, or none. */
interface TopicTypes extends ContractLine {
  @Test
  @DisplayName("14 the first publisher that states a type fixes it; others are refused, with both")
  default void otherType() throws Exception {
    TopicPublisher untyped = rig().publisher();
    untyped.publish("of no type");
    TopicPublisher publisher = rig().publisher("type=com.acme.Price/1");
    publisher.publish("of a type");
    for (String other : new String[] {"com.acme.Price/2", "utf-8", Line18Types.LONGEST}) {
      for (Step joining :
          List.<Step>of(
              () -> rig().publisher("type=" + other).publish("never"),
              () -> rig().subscribe("type=" + other, "connect=5m"))) {
        assertThatThrownBy(() -> rig().run("join", joining))
            .isExactlyInstanceOf(TypeMismatchException.class)
            .hasMessageContainingAll(rig().address().name(), "com.acme.Price/1", other);
      }
    }
    TopicSubscription same = rig().subscribe("type=com.acme.Price/1");
    TopicSubscription any = rig().subscribe();
    rig().publisher("type=com.acme.Price/1").publish("joined");
    untyped.publish("joined");
    for (TopicSubscription subscription : List.of(same, any)) {
      assertThat(subscription.receiveString()).isEqualTo("joined");
      assertThat(subscription.receiveString()).isEqualTo("joined");
    }
  }

  @Test
  @DisplayName("14 a codec states its type, and values arrive at every subscription")
  default void values() throws Exception {
    TypedPublisher<Long> publisher =
        rig().closeLater(Ipc.publisher(rig().address(), Codec.int64()));
    TypedSubscription<Long> first = rig().closeLater(Ipc.subscribe(rig().address(), Codec.int64()));
    TypedSubscription<Long> second =
        rig().closeLater(Ipc.subscribe(rig().address(), Codec.int64()));
    assertThat(first.latest()).isNull();
    List<Long> taken = new ArrayList<>();
    for (long value = 0; value < 5; value++) {
      publisher.publish(value);
    }
    while (taken.size() < 5) {
      first.receive(taken::add, 10);
    }
    assertThat(taken).containsExactly(0L, 1L, 2L, 3L, 4L);
    assertThat(second.latest()).isEqualTo(4);
    assertThat(second.subscription().lag()).isZero();
    assertThat(publisher.publisher().subscriptions()).isEqualTo(2);
    assertThatThrownBy(() -> Ipc.subscribe(rig().address(), Codec.text()))
        .isExactlyInstanceOf(TypeMismatchException.class)
        .hasMessageContainingAll("int64-le", "utf-8");
    assertThatThrownBy(() -> Ipc.publisher(rig().address("type=utf-8"), Codec.int64()))
        .isExactlyInstanceOf(TypeMismatchException.class)
        .hasMessageContainingAll("int64-le", "utf-8");
    rig().publisher().publish("no number");
    assertThatThrownBy(second::receive).isInstanceOf(MalformedMessageException.class);
    publisher.publish(7L);
    assertThat(second.receive()).isEqualTo(7);
  }

  @Test
  @DisplayName("14 values are polled, and handed out until the end; a malformed one ends nothing")
  default void valuesOneByOne() throws Exception {
    TypedPublisher<Long> publisher =
        rig().closeLater(Ipc.publisher(rig().address(), Codec.int64()));
    TypedSubscription<Long> subscription =
        rig().closeLater(Ipc.subscribe(rig().address(), Codec.int64()));
    List<Long> taken = new CopyOnWriteArrayList<>();
    List<MalformedMessageException> malformed = new CopyOnWriteArrayList<>();
    assertThat(subscription.poll()).isNull();
    assertThat(subscription.poll(taken::add, 10)).isZero();
    for (long value = 1; value <= 4; value++) {
      publisher.publish(value);
    }
    assertThat(subscription.poll()).isEqualTo(1);
    assertThat(subscription.poll(taken::add, 2)).isEqualTo(2);
    assertThat(taken).containsExactly(2L, 3L);
    Task<?> reading =
        rig().begin("forEach", () -> subscription.forEach(taken::add, malformed::add));
    rig().until("the fourth is taken", () -> taken.size() == 3);
    publisher.publisher().publish("no number");
    publisher.publish(5L);
    rig().until("the fifth is taken", () -> taken.size() == 4);
    assertThat(taken).containsExactly(2L, 3L, 4L, 5L);
    assertThat(malformed).hasSize(1);
    subscription.close();
    reading.joinFailing(ChannelClosedException.class);
  }
}
