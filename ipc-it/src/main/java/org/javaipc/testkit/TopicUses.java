package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.ChannelClosedException;
import org.javaipc.EndMetrics;
import org.javaipc.EndRole;
import org.javaipc.Ipc;
import org.javaipc.IpcMetrics;
import org.javaipc.Poller;
import org.javaipc.TopicPublisher;
import org.javaipc.TopicSubscription;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Line 11 of a topic: how its ends are used, on what threads, and where they are seen. */
interface TopicUses extends ContractLine {
  @Test
  @DisplayName("11 a handler may close its own subscription")
  default void closingInAHandler() throws Exception {
    TopicPublisher publisher = rig().publisher();
    TopicSubscription subscription = rig().subscribe();
    publisher.publish("one");
    publisher.publish("two");
    int taken =
        subscription.poll(
            (segment, offset, length) -> {
              try {
                subscription.close();
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            },
            10);
    assertThat(taken).isOne();
    assertThatThrownBy(subscription::receive).isInstanceOf(ChannelClosedException.class);
    publisher.publish("three");
    assertThat(publisher.subscriptions()).isZero();
  }

  @Test
  @DisplayName("11 waiting virtual threads do not hold their carriers")
  default void virtualThreads() throws Exception {
    rig().require(Capability.VIRTUAL_THREADS);
    TopicPublisher publisher = rig().publisher();
    int count = 3 * Runtime.getRuntime().availableProcessors() + 1;
    List<Task<String>> receiving = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      TopicSubscription subscription = rig().subscribe("wait=park");
      receiving.add(
          Task.start(
              "receive " + i, rig().patience(), subscription::receiveString, Thread.ofVirtual()));
    }
    Task.start("settle", rig().patience(), () -> true, Thread.ofVirtual()).join();
    publisher.publish("to all");
    for (Task<String> task : receiving) {
      assertThat(task.join()).isEqualTo("to all");
    }
  }

  @Test
  @DisplayName("11 a parked subscription uses less than 1 % of a core")
  default void waitingCostsNothing() throws Exception {
    TopicPublisher _ = rig().publisher();
    TopicSubscription idle = rig().subscribe("wait=park");
    Task<?> receiving = rig().begin("receive", () -> idle.receive());
    receiving.settle();
    Line06Empty.requireIdle(rig(), Map.of("a waiting subscription", receiving));
    receiving.thread().interrupt();
  }

  @Test
  @DisplayName("11 a poller takes subscriptions as it takes receivers")
  default void inAPoller() throws Exception {
    TopicPublisher publisher = rig().publisher();
    List<Integer> lengths = new ArrayList<>();
    try (Poller poller = new Poller()) {
      for (int i = 0; i < 3; i++) {
        poller.add(rig().subscribe(), (segment, offset, length) -> lengths.add((int) length));
      }
      for (int round = 1; round <= 20; round++) {
        publisher.publish(new byte[round]);
        while (lengths.size() < 3 * round) {
          assertThat(poller.await(rig().patience())).isPositive();
        }
      }
    }
    assertThat(lengths).hasSize(60);
  }

  @Test
  @DisplayName("11 forEach hands out what comes until the subscription is closed")
  default void forEach() throws Exception {
    TopicPublisher publisher = rig().publisher();
    TopicSubscription subscription = rig().subscribe();
    AtomicInteger taken = new AtomicInteger();
    Task<?> reading =
        rig()
            .begin(
                "forEach",
                () ->
                    subscription.forEach(
                        (segment, offset, length) -> taken.addAndGet((int) length)));
    for (int i = 1; i <= 10; i++) {
      publisher.publish(new byte[i]);
    }
    rig().until("all is taken", () -> taken.get() == 55);
    subscription.close();
    reading.joinFailing(ChannelClosedException.class);
  }

  @Test
  @DisplayName("11 both ends are in the flight recorder: opened, waiting, closed")
  default void recorded() throws Exception {
    Path file = rig().directory().path().resolve(".proc-ends.jfr"); // which is not left behind
    try (Recording recording = new Recording()) {
      for (String name : List.of("EndOpened", "EndClosed", "Wait")) {
        recording.enable("javaipc." + name).withoutThreshold();
      }
      recording.start();
      try (TopicPublisher publisher = Ipc.publisher(rig().address());
          TopicSubscription subscription = Ipc.subscribe(rig().address())) {
        assertThat(subscription.receive(Duration.ofMillis(20)).orNull()).isNull();
        publisher.publish("one");
      }
      recording.stop();
      recording.dump(file);
    }
    List<String> events = new ArrayList<>();
    for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
      if (Address.parse(event.getString("address")).name().equals(rig().address().name())) {
        String text = event.getEventType().getName() + " " + event.getString("role");
        events.add(text.substring("javaipc.".length()));
      }
    }
    Files.delete(file);
    assertThat(events)
        .contains(
            "EndOpened PUBLISHER",
            "EndOpened SUBSCRIPTION",
            "Wait SUBSCRIPTION",
            "EndClosed PUBLISHER",
            "EndClosed SUBSCRIPTION");
  }

  @Test
  @DisplayName("11 both ends are in the metrics, by role: messages, bytes, and what is unread")
  default void metrics() throws Exception {
    TopicPublisher publisher = rig().publisher();
    TopicSubscription subscription = rig().subscribe();
    publisher.publish("one");
    publisher.send(new byte[20]);
    assertThat(unread()).isEqualTo(2);
    subscription.receive();
    assertThat(unread()).isOne();
    subscription.latest((_, _, _) -> {});
    assertThat(unread()).isZero();
    for (EndRole role : List.of(EndRole.PUBLISHER, EndRole.SUBSCRIPTION)) {
      assertThat(IpcMetrics.ends())
          .filteredOn(end -> end.address().name().equals(rig().address().name()))
          .filteredOn(end -> end.role() == role)
          .singleElement()
          .satisfies(end -> {
            assertThat(end.messages()).isEqualTo(2);
            assertThat(end.bytes()).isEqualTo(23);
          });
    }
    assertThat(Ipc.context().topicProviders())
        .anyMatch(provider -> provider.scheme().equals(rig().provider().scheme()));
  }

  /** {@return what the test's only subscription has not taken} */
  private long unread() {
    return IpcMetrics.ends().stream()
        .filter(end -> end.address().name().equals(rig().address().name()))
        .filter(end -> end.role() == EndRole.SUBSCRIPTION)
        .mapToLong(EndMetrics::unread)
        .sum();
  }
}
