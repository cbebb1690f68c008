package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.javaipc.ChannelClosedException;
import org.javaipc.Receiver;
import org.javaipc.TopicPublisher;
import org.javaipc.TopicSubscription;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Lines 10 and 11 of a topic whose publishers may have to wait: the end of a stream, closing, interrupts. */
interface TopicEnds extends ContractLine {
  @Test
  @DisplayName(
      "10 end=last: the stream ends when the last publisher has left and everything is read")
  default void theEnd() throws Exception {
    TopicPublisher publisher = rig().publisher();
    TopicSubscription ends = rig().subscribe("end=last");
    TopicSubscription goesOn = rig().subscribe();
    publisher.publish("last words");
    publisher.close();
    assertThat(ends.receiveString()).isEqualTo("last words");
    assertThat(ends.receiveString()).isNull();
    assertThat(ends.isEnded()).isTrue();
    assertThat(ends.poll((s, o, l) -> {}, 1)).isEqualTo(Receiver.END_OF_STREAM);
    assertThat(goesOn.receiveString()).isEqualTo("last words");
    assertThat(goesOn.receive((s, o, l) -> {}, 1, Duration.ofMillis(20))).isZero();
    assertThat(goesOn.isEnded()).isFalse();
  }

  @Test
  @DisplayName("11 closing wakes who waits on the end, and no handler runs afterwards")
  default void closing() throws Exception {
    TopicPublisher publisher = rig().publisher("capacity=4KiB", "patience=5m");
    TopicSubscription subscription = rig().subscribe();
    Task<?> receiving = rig().begin("receive", subscription::receive);
    receiving.settle();
    subscription.close();
    receiving.joinFailing(ChannelClosedException.class);
    TopicSubscription _ = rig().subscribe();
    Outgoing out = new Outgoing(publisher, rig().messages(100, 100));
    out.fill();
    Task<?> publishing = rig().begin("publish", () -> out.send());
    publishing.settle();
    publisher.close();
    publishing.joinFailing(ChannelClosedException.class);
    assertThatThrownBy(() -> publisher.publish("x")).isInstanceOf(ChannelClosedException.class);
  }

  @Test
  @DisplayName("11 an interrupt ends a wait and leaves the end usable")
  default void interrupts() throws Exception {
    TopicPublisher publisher = rig().publisher("capacity=4KiB");
    TopicSubscription subscription = rig().subscribe();
    Task<?> receiving = rig().begin("receive", subscription::receive);
    receiving.settle();
    receiving.thread().interrupt();
    receiving.joinFailing(InterruptedException.class);
    Messages messages = rig().messages(100, 100);
    Outgoing out = new Outgoing(publisher, messages);
    out.fill();
    Task<?> publishing = rig().begin("publish", () -> out.send());
    publishing.settle();
    publishing.thread().interrupt();
    publishing.joinFailing(InterruptedException.class);
    new Incoming(subscription, messages).receiveUpTo(out.next());
    out.send(1);
  }
}
