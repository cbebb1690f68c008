package org.javaipc.testkit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.javaipc.MessageHandler;
import org.javaipc.Received;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Line 6: receiving from an empty channel. */
interface Line06Empty extends ContractLine {
  /** For calls that must not have a message. */
  MessageHandler NONE =
      (segment, offset, length) -> {
        throw new AssertionError("a message of length " + length + " came from nowhere");
      };

  @Test
  @DisplayName("6 poll on an empty channel returns 0, before and after there is a sender")
  default void pollOnAnEmptyChannel() throws Exception {
    Receiver receiver = rig().receiver();
    assertThat(receiver.poll(NONE, 10)).isZero();
    Sender sender = rig().sender();
    assertThat(receiver.poll(NONE, 10)).isZero();
    sender.send("x");
    assertThat(receiver.receiveString()).isEqualTo("x");
    assertThat(receiver.poll(NONE, 10)).isZero();
    assertThat(receiver.isEnded()).isFalse();
  }

  @Test
  @DisplayName("6 receive waits for as long as it takes")
  default void receiveWaits() throws Exception {
    Receiver receiver = rig().receiver();
    Sender sender = rig().sender();
    MemorySegment into = rig().buffer(64);
    waitsThenTakes(sender, "receive()", () -> (long) requireNonNull(receiver.receive()).length);
    waitsThenTakes(sender, "receive(segment)", () -> receiver.receive(into));
    Incoming in = new Incoming(receiver, new Messages(1, 5, 5));
    waitsThenTakes(sender, "receive(handler)", () -> 4L + receiver.receive(in, 1));
  }

  private void waitsThenTakes(Sender sender, String what, Callable<Long> receiving)
      throws Exception {
    Task<Long> task = rig().start(what, receiving);
    task.settle();
    assertThat(task.isDone()).as("%s on an empty channel is done", what).isFalse();
    sender.send(new Messages(1, 5, 5).bytes(0));
    assertThat(task.join()).isEqualTo(5);
  }

  @Test
  @DisplayName("6 receive with a deadline: expiry is a return value, and not earlier")
  default void receiveWithADeadline() throws Exception {
    Receiver receiver = rig().receiver();
    MemorySegment into = rig().buffer(64);
    for (int round = 0; round < 2; round++) {
      expires(() -> (long) receiver.receive(NONE, 1, Duration.ofMillis(40)), 0);
      expires(() -> receiver.receive(into, Duration.ofMillis(40)), Receiver.TIMED_OUT);
      expires(
          () -> receiver.receive(Duration.ofMillis(40)) instanceof Received.TimedOut ? 7L : 8L, 7);
      assertThat(receiver.isEnded()).isFalse();
      if (round == 0) {
        rig().sender();
      }
    }
  }

  private void expires(Callable<Long> receiving, long expected) throws Exception {
    long start = System.nanoTime();
    assertThat(rig().within("receive for 40 ms", receiving)).isEqualTo(expected);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isGreaterThanOrEqualTo(Duration.ofMillis(40));
  }

  @Test
  @DisplayName("6 receive without time does not wait, and takes what is there")
  default void receiveWithoutTime() throws Exception {
    Receiver receiver = rig().receiver();
    Sender sender = rig().sender();
    MemorySegment into = rig().buffer(64);
    for (Duration none : new Duration[] {Duration.ZERO, Duration.ofSeconds(-3)}) {
      assertThat(rig().within("receive", () -> receiver.receive(NONE, 1, none))).isZero();
      assertThat(rig().within("receive", () -> receiver.receive(into, none)))
          .isEqualTo(Receiver.TIMED_OUT);
      sender.send(new byte[3]);
      rig().arrival(receiver);
      assertThat(receiver.receive(into, none)).isEqualTo(3);
    }
  }

  @Test
  @DisplayName("6 receive with a deadline takes a message that comes in time")
  default void messageInTime() throws Exception {
    Receiver receiver = rig().receiver();
    Sender sender = rig().sender();
    Task<byte[]> receiving =
        rig().start("receive for a minute", () -> receiver.receive(Duration.ofMinutes(1)).orNull());
    receiving.settle();
    sender.send(new byte[] {1, 2});
    assertThat(receiving.join()).containsExactly(1, 2);
  }

  @Test
  @DisplayName("6 awaitReady waits for something to take, and takes nothing")
  default void awaitReady() throws Exception {
    Receiver receiver = rig().receiver();
    assertThat(receiver.awaitReady(Duration.ZERO)).isFalse();
    expires(() -> receiver.awaitReady(Duration.ofMillis(40)) ? 1L : 0L, 0);
    Sender sender = rig().sender();
    Task<Boolean> waiting =
        rig().start("awaitReady", () -> receiver.awaitReady(Duration.ofMinutes(1)));
    waiting.settle();
    sender.send("still there");
    assertThat(waiting.join()).isTrue();
    assertThat(receiver.awaitReady(Duration.ZERO)).isTrue();
    assertThat(receiver.receiveString()).isEqualTo("still there");
    assertThat(receiver.awaitReady(Duration.ZERO)).isFalse();
    sender.close();
    assertThat(rig().within("awaitReady", () -> receiver.awaitReady(Duration.ofMinutes(1))))
        .as("ready with the end of the stream")
        .isTrue();
    assertThat(receiver.receiveString()).isNull();
  }

  @Test
  @DisplayName("6 poll and receive take at most the limit, and a limit of 0 is misuse")
  default void limits() throws Exception {
    Receiver receiver = rig().receiver();
    Messages messages = rig().messages(0, 20);
    Outgoing out = new Outgoing(rig().sender(), messages);
    Incoming in = new Incoming(receiver, messages);
    out.send(9);
    rig().arrival(receiver);
    assertThat(receiver.poll(in, 1)).isEqualTo(1);
    rig().arrival(receiver);
    assertThat(receiver.poll(in, 3)).isBetween(1, 3);
    assertThat(receiver.receive(in, 2)).isBetween(1, 2);
    in.receiveUpTo(9);
    assertThat(receiver.poll(in, Integer.MAX_VALUE)).isZero();
    for (int limit : new int[] {0, -1}) {
      assertThatThrownBy(() -> receiver.poll(in, limit))
          .as("limit=%d", limit)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  @DisplayName("6 a segment that is too short is misuse, and the message stays")
  default void segmentTooShort() throws Exception {
    Receiver receiver = rig().receiver();
    Sender sender = rig().sender();
    Messages messages = rig().messages(100, 100);
    new Outgoing(sender, messages).send(2);
    Incoming in = new Incoming(receiver, messages);
    for (int size : new int[] {0, 1, 99}) {
      MemorySegment into = rig().buffer(100).asSlice(0, size);
      assertThatThrownBy(() -> receiver.receive(into))
          .as("segment of %d bytes", size)
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> receiver.receive(into, Duration.ofSeconds(1)))
          .isInstanceOf(IllegalArgumentException.class);
    }
    MemorySegment into = rig().buffer(100).asSlice(0, 100);
    in.onMessage(into, 0, receiver.receive(into));
    in.receiveUpTo(2);
    in.expectNothing();
  }

  @Test
  @DisplayName(
      "6 a handler that throws has received its message, and the next call goes on behind it")
  default void handlerThatThrows() throws Exception {
    Receiver receiver = rig().receiver();
    Messages messages = rig().messages(10, 300);
    int count = rig().backlog(50);
    new Outgoing(rig().sender(), messages).send(count);
    Incoming in = new Incoming(receiver, messages);
    IllegalStateException failure = new IllegalStateException("of the handler");
    MessageHandler throwing =
        (segment, offset, length) -> {
          in.onMessage(segment, offset, length);
          if (in.next() % 3 == 0) {
            throw failure;
          }
        };
    int thrown = 0;
    while (in.next() < count) {
      try {
        receiver.receive(throwing, 10);
      } catch (IllegalStateException e) {
        assertThat(e).isSameAs(failure);
        thrown++;
      }
    }
    assertThat(thrown).isEqualTo(count / 3);
    in.expectNothing();
  }

  @Test
  @DisplayName("6 a waiting receiver and a waiting sender use less than 1 % of a core")
  default void waitingCostsNothing() throws Exception {
    Line04Bounded.Full full = Line04Bounded.Full.of(rig(), 100);
    Receiver idle = rig().receiver(rig().otherAddress());
    Task<?> receiving = rig().begin("receive for 5 s", () -> waitFor(idle));
    Task<?> sending = rig().begin("send for 5 s", () -> full.out().send(Duration.ofSeconds(5)));
    receiving.settle();
    sending.settle();
    requireIdle(rig(), Map.of("a waiting receiver", receiving, "a waiting sender", sending));
    receiving.thread().interrupt();
    sending.thread().interrupt();
  }

  private static void waitFor(Receiver receiver) throws Exception {
    assertThat(receiver.receive(NONE, 1, Duration.ofSeconds(5))).isZero();
  }

  /** Fails if one of them uses a hundredth of a core or more, twice: the first look at something loads classes. */
  static void requireIdle(Rig rig, Map<String, Task<?>> waiting) throws Exception {
    Map<String, Double> busy = busyPercent(waiting);
    rig.say("percent of a core: " + busy);
    if (!busy.values().stream().allMatch(percent -> percent < 1.0)) {
      busy = busyPercent(waiting);
      rig.say("percent of a core: " + busy);
    }
    assertThat(busy.values()).allMatch(percent -> percent < 1.0);
  }

  private static Map<String, Double> busyPercent(Map<String, Task<?>> waiting) throws Exception {
    long start = System.nanoTime();
    Map<String, Long> before = new TreeMap<>();
    waiting.forEach((who, task) -> before.put(who, task.cpuNanos()));
    Thread.sleep(700); // the time over which is measured
    Map<String, Double> percent = new TreeMap<>();
    waiting.forEach((who, task) -> {
      assertThat(task.isDone()).as("%s has ended", who).isFalse();
      long used = task.cpuNanos() - requireNonNull(before.get(who));
      percent.put(who, 100.0 * used / (System.nanoTime() - start));
    });
    return percent;
  }
}
