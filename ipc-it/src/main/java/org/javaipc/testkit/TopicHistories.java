package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.javaipc.Ipc;
import org.javaipc.TopicPublisher;
import org.javaipc.TopicSubscription;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Line 7 of a topic: who comes late gets the last messages first. */
interface TopicHistories extends ContractLine {
  @Test
  @DisplayName("7 a new subscription gets the last N, then what follows, and none without history")
  default void lastMessages() throws Exception {
    TopicPublisher publisher = rig().publisher("capacity=64KiB", "slow=drop");
    Messages messages = rig().messages(0, 300);
    Outgoing out = new Outgoing(publisher, messages);
    out.send(5000);
    for (int wanted : new int[] {1, 2, 50}) {
      Incoming in = new Incoming(rig().subscribe("history=" + wanted), messages);
      in.from(out.next() - wanted).receiveUpTo(out.next());
      in.expectNothing();
      out.send(1);
      in.receiveUpTo(out.next());
    }
    Incoming none = new Incoming(rig().subscribe(), messages).from(out.next());
    none.expectNothing();
    out.send(1);
    none.receiveUpTo(out.next());
  }

  @Test
  @DisplayName("7 more history than there is gives all there is")
  default void allThereIs() throws Exception {
    TopicPublisher publisher = rig().publisher("capacity=64KiB");
    Messages messages = rig().messages(0, 300);
    Incoming nothing = new Incoming(rig().subscribe("history=10"), messages);
    nothing.expectNothing();
    new Outgoing(publisher, messages).send(20);
    new Incoming(rig().subscribe("history=1000"), messages).receiveUpTo(20);
    new Incoming(rig().subscribe("history=1GiB"), messages).receiveUpTo(20);
  }

  @Test
  @DisplayName("7 a history in bytes gives those that lie in them whole")
  default void lastBytes() throws Exception {
    TopicPublisher publisher = rig().publisher("capacity=64KiB", "slow=drop");
    Messages messages = rig().messages(120, 120); // 128 with what frames them
    Outgoing out = new Outgoing(publisher, messages);
    out.send(3000);
    Incoming in = new Incoming(rig().subscribe("history=2KiB"), messages);
    in.from(out.next() - 16).receiveUpTo(out.next());
  }

  @Test
  @DisplayName("7 the last message is there however long the messages are")
  default void theLastIsAlwaysThere() throws Exception {
    TopicPublisher publisher = rig().publisher("capacity=4KiB", "maxMessage=1008", "slow=drop");
    Messages messages = rig().messages(0, 1008);
    Outgoing out = new Outgoing(publisher, messages);
    for (int i = 0; i < 100; i++) {
      out.send(1);
      try (TopicSubscription subscription = Ipc.subscribe(rig().address("history=1"))) {
        assertThat(subscription.receive()).isEqualTo(messages.bytes(i));
      }
    }
  }

  @Test
  @DisplayName("7 the history has what publishers published that have left; latest has each one's")
  default void ofThoseWhoHaveLeft() throws Exception {
    TopicPublisher stays = rig().publisher();
    stays.publish("of the first");
    try (TopicPublisher leaves = Ipc.publisher(rig().address())) {
      leaves.publish("of the second");
    }
    TopicSubscription subscription = rig().subscribe("history=1");
    List<String> both = new ArrayList<>();
    both.add(subscription.receiveString());
    both.add(subscription.receiveString());
    assertThat(both).containsExactlyInAnyOrder("of the first", "of the second");
    stays.publish("newer");
    assertThat(subscription.latestString()).isEqualTo("newer");
    assertThat(subscription.latest((segment, offset, length) -> {})).isEqualTo(2);
  }
}
