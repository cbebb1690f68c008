package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.javaipc.Capability;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Line 13: interrupting a waiting thread ends the wait and leaves the channel usable. */
interface Line13Interrupts extends ContractLine {
  @Test
  @DisplayName("13 interrupting each form of waiting to receive; the receiver goes on")
  default void whileReceiving() throws Exception {
    Receiver receiver = rig().receiver();
    Sender sender = rig().sender();
    MemorySegment into = rig().buffer(8);
    for (var form : Forms.WAITING_TO_RECEIVE.entrySet()) {
      endsByInterrupt(form.getKey(), () -> form.getValue().run(receiver, into));
      sender.send(form.getKey());
      assertThat(receiver.receiveString()).isEqualTo(form.getKey());
    }
  }

  @Test
  @DisplayName("13 interrupting each form of waiting to send: nothing was sent, the sender goes on")
  default void whileSending() throws Exception {
    Line04Bounded.Full full = Line04Bounded.Full.of(rig(), 100);
    Map<String, Step> forms = new LinkedHashMap<>();
    forms.put("send", full.out()::send);
    forms.put("send for a minute", () -> full.out().send(Duration.ofMinutes(1)));
    forms.put("claim", full.out()::claimAndCommit);
    for (Map.Entry<String, Step> form : forms.entrySet()) {
      endsByInterrupt(form.getKey(), form.getValue());
      full.everythingArrives();
      full.out().fill();
    }
    full.everythingArrives();
  }

  private void endsByInterrupt(String what, Step waiting) throws Exception {
    boolean[] statusAfterwards = new boolean[1];
    Task<?> task =
        rig()
            .begin(
                what,
                () -> {
                  try {
                    waiting.run();
                  } finally {
                    statusAfterwards[0] = Thread.currentThread().isInterrupted();
                  }
                });
    task.settle();
    task.thread().interrupt();
    task.joinFailing(InterruptedException.class);
    assertThat(statusAfterwards[0])
        .as("%s: interrupt status after InterruptedException", what)
        .isFalse();
  }

  @Test
  @DisplayName("13 an interrupt that came before a call which does not wait changes nothing")
  default void pendingInterruptAndNoWait() throws Exception {
    Receiver receiver = rig().receiver();
    Sender sender = rig().sender();
    MemorySegment message = rig().buffer(8);
    boolean later = rig().has(Capability.CROSS_MACHINE);
    rig().run("offer and poll", () -> offerAndPollInterrupted(receiver, sender, message, later));
    sender.send("usable");
    assertThat(receiver.receiveString()).isEqualTo("usable");
  }

  private static void offerAndPollInterrupted(
      Receiver receiver, Sender sender, MemorySegment message, boolean later) throws Exception {
    Thread.currentThread().interrupt();
    for (int i = 0; i < 100; i++) {
      assertThat(sender.offer(message)).as("offer").isTrue();
      Objects.requireNonNull(sender.tryClaim(8), "tryClaim").commit(3);
      int taken = 0;
      do {
        taken += receiver.poll((_, _, _) -> {}, 2);
      } while (later && taken < 2);
      assertThat(taken).as("poll").isEqualTo(2);
      assertThat(receiver.poll(Line06Empty.NONE, 2)).as("poll").isZero();
    }
    assertThat(Thread.interrupted()).as("the interrupt status after offer and poll").isTrue();
  }

  @Test
  @DisplayName("13 an interrupt that came before a call which has to wait ends it")
  default void pendingInterruptAndWait() throws Exception {
    Line04Bounded.Full full = Line04Bounded.Full.of(rig(), 100);
    Receiver empty = rig().receiver(rig().otherAddress());
    for (Callable<?> waiting :
        new Callable<?>[] {
          empty::receive, () -> full.out().send(Duration.ofMinutes(1)),
        }) {
      Task<?> task =
          rig()
              .start(
                  "wait with an interrupt pending",
                  () -> {
                    Thread.currentThread().interrupt();
                    return waiting.call();
                  });
      task.joinFailing(InterruptedException.class);
    }
    full.everythingArrives();
  }

  @Test
  @DisplayName("13 interrupting a waiting stream is InterruptedIOException, with the status set")
  default void whileReadingAStream() throws Exception {
    Receiver receiver = rig().receiver();
    rig().sender();
    Task<?> reading =
        rig()
            .begin(
                "read",
                () -> {
                  var in = receiver.inputStream();
                  assertThatThrownBy(in::read).isInstanceOf(InterruptedIOException.class);
                  assertThat(Thread.interrupted()).isTrue();
                });
    reading.settle();
    reading.thread().interrupt();
    reading.join();
  }

  @Test
  @DisplayName("13 under a storm of interrupts nothing is lost and nothing comes twice")
  default void stormOfInterrupts() throws Exception {
    Receiver receiver = rig().receiver("capacity=64KiB");
    Messages messages = rig().messages(0, 2000);
    Outgoing out = new Outgoing(rig().sender(), messages);
    Incoming in = new Incoming(receiver, messages);
    int count = 30_000;
    Task<Long> sending = rig().start("send", () -> repeat(out::next, out::send, count));
    Task<Long> receiving =
        rig().start("receive", () -> repeat(in::next, () -> receiver.receive(in, 7), count));
    while (!isOver(sending) || !isOver(receiving)) {
      sending.thread().interrupt();
      receiving.thread().interrupt();
      Thread.sleep(0, rig().random().nextInt(1, 300_000));
    }
    rig()
        .say(
            "%d sends and %d receives were interrupted"
                .formatted(sending.join(), receiving.join()));
    in.expectNothing();
  }

  private static boolean isOver(Task<?> task) throws Exception {
    if (task.isDone()) {
      task.join(); // throws what it threw
      return true;
    }
    return false;
  }

  /** Repeats a step until the position is there; returns how many were interrupted. */
  private static long repeat(Callable<Long> position, Step step, long end) throws Exception {
    long interrupted = 0;
    while (position.call() < end) {
      try {
        step.run();
      } catch (InterruptedException e) {
        interrupted++;
      }
    }
    return interrupted;
  }
}
