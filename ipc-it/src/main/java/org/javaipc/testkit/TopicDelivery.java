package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.javaipc.Claim;
import org.javaipc.MessageHandler;
import org.javaipc.MessageTooLongException;
import org.javaipc.TopicPublisher;
import org.javaipc.TopicSubscription;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Lines 2, 3 and 13 of a topic: whole messages, in order, to everybody, without allocating. */
interface TopicDelivery extends ContractLine {
  @Test
  @DisplayName("2 messages of all lengths arrive whole at every subscription")
  default void allLengths() throws Exception {
    TopicPublisher publisher = rig().publisher("capacity=64KiB");
    int max = Math.toIntExact(publisher.maxMessage());
    List<TopicSubscription> subscriptions =
        List.of(rig().subscribe(), rig().subscribe("wait=park"), rig().subscribe());
    Messages messages = rig().messages(0, max);
    List<Task<?>> receiving = new ArrayList<>();
    for (TopicSubscription subscription : subscriptions) {
      Incoming in = new Incoming(subscription, messages);
      receiving.add(rig().begin("receive", () -> in.receiveUpTo(2000)));
    }
    rig().run("publish", () -> new Outgoing(publisher, messages).send(2000));
    for (Task<?> task : receiving) {
      task.join();
    }
  }

  @Test
  @DisplayName("2 one that is too long is an error, and nothing of it is published")
  default void tooLong() throws Exception {
    TopicPublisher publisher = rig().publisher("maxMessage=100");
    TopicSubscription subscription = rig().subscribe();
    assertThatThrownBy(() -> publisher.publish(new byte[101]))
        .isInstanceOf(MessageTooLongException.class);
    publisher.publish(new byte[100]);
    assertThat(subscription.receive()).hasSize(100);
    assertThat(subscription.lag()).isZero();
  }

  @Test
  @DisplayName("2 claims are published in place on commit only")
  default void claims() throws Exception {
    TopicPublisher publisher = rig().publisher();
    TopicSubscription subscription = rig().subscribe();
    Messages messages = rig().messages(64, 64);
    try (Claim claim = publisher.claim(1000)) {
      assertThat(subscription.poll((s, o, l) -> {}, 1)).isZero();
      messages.write(7, claim.segment(), claim.offset());
    }
    try (Claim claim = publisher.claim(64)) {
      messages.write(0, claim.segment(), claim.offset());
      claim.commit();
    }
    new Incoming(subscription, messages).receiveUpTo(1);
    assertThat(subscription.lag()).isZero();
  }

  @Test
  @DisplayName("3 of several publishers, each one's messages arrive in order at every subscription")
  default void severalPublishers() throws Exception {
    int publishers = 3;
    int count = 5_000;
    List<TopicPublisher> ends = new ArrayList<>();
    for (int i = 0; i < publishers; i++) {
      ends.add(rig().publisher());
    }
    List<Task<?>> tasks = new ArrayList<>();
    for (TopicSubscription subscription : List.of(rig().subscribe(), rig().subscribe())) {
      tasks.add(rig().begin("receive", () -> new InTurn(publishers).receive(subscription, count)));
    }
    for (int i = 0; i < publishers; i++) {
      int number = i;
      tasks.add(
          rig()
              .begin(
                  "publish",
                  () -> {
                    for (int next = 0; next < count; next++) {
                      ends.get(number).publish(number + " " + next);
                    }
                  }));
    }
    for (Task<?> task : tasks) {
      task.join();
    }
  }

  /** What has to come from each publisher next. */
  final class InTurn implements MessageHandler {
    private final int[] next;
    private long taken;

    InTurn(int publishers) {
      next = new int[publishers];
    }

    void receive(TopicSubscription subscription, int count) throws Exception {
      while (taken < (long) next.length * count) {
        subscription.receive(this, 256);
      }
    }

    @Override
    public void onMessage(MemorySegment segment, long offset, long length) {
      byte[] text = segment.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
      String[] words = new String(text, StandardCharsets.US_ASCII).split(" ", -1);
      int publisher = Integer.parseInt(words[0]);
      assertThat(Integer.parseInt(words[1])).isEqualTo(next[publisher]++);
      taken++;
    }
  }

  @Test
  @DisplayName("13 segments and handlers are published from and received into without allocating")
  default void withoutAllocating() throws Exception {
    String[] options =
        rig().provider().keepsLogs()
            ? new String[] {"wait=spin", "roll=8MiB", "keep=16MiB"} // a new file costs
            : new String[] {"wait=spin"};
    TopicPublisher publisher = rig().publisher(options);
    TopicSubscription first = rig().subscribe(options);
    TopicSubscription second = rig().subscribe(options);
    MemorySegment message = rig().buffer(100);
    MessageHandler handler = (segment, offset, length) -> {};
    Step batch =
        () -> {
          for (int i = 0; i < 1000; i++) {
            publisher.publish(message, 0, 100);
            first.receive(handler, 10);
            second.receive(message);
          }
        };
    List<Long> allocated = Allocation.ofBatches(batch);
    assertThat(allocated.getLast())
        .as("bytes, by batch: %s", allocated)
        .isLessThanOrEqualTo(Allocation.SOME);
  }
}
