package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.javaipc.Address;
import org.javaipc.ChannelClosedException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Line 11: close is idempotent, from any thread, wakes all waiters, and leaves nothing behind. */
interface Line11Closing extends ContractLine {
  @Test
  @DisplayName("11 close can be repeated, from many threads at once")
  default void closeIsIdempotent() throws Exception {
    for (int round = 0; round < 20; round++) {
      Address address = rig().otherAddress();
      Receiver receiver = rig().receiver(address);
      Sender sender = rig().sender(address);
      List<Task<?>> closing = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        closing.add(rig().begin("close the sender", sender::close));
        closing.add(rig().begin("close the receiver", receiver::close));
      }
      for (Task<?> one : closing) {
        one.join();
      }
      sender.close();
      receiver.close();
    }
  }

  @Test
  @DisplayName("11 every call on an end that is closed throws ChannelClosedException")
  default void callsAfterClose() throws Exception {
    Receiver receiver = rig().receiver();
    Sender sender = rig().sender();
    sender.send("unread");
    sender.close();
    MemorySegment segment = rig().buffer(8);
    Forms.SENDING.forEach((name, form) ->
        assertThatThrownBy(() -> form.run(sender, segment))
            .as(name)
            .isExactlyInstanceOf(ChannelClosedException.class));
    receiver.close();
    Forms.RECEIVING.forEach((name, form) ->
        assertThatThrownBy(() -> form.run(receiver, segment))
            .as(name)
            .isExactlyInstanceOf(ChannelClosedException.class));
  }

  @Test
  @DisplayName("11 close by another thread wakes each form of waiting to receive")
  default void closeWakesTheReceiver() throws Exception {
    MemorySegment into = rig().buffer(8);
    for (var form : Forms.WAITING_TO_RECEIVE.entrySet()) {
      Receiver receiver = rig().receiver();
      Sender sender = rig().sender();
      wokenByClose(form.getKey(), () -> form.getValue().run(receiver, into), receiver);
      sender.close();
    }
  }

  @Test
  @DisplayName("11 close by another thread wakes each form of waiting to send")
  default void closeWakesTheSender() throws Exception {
    MemorySegment message = rig().buffer(8);
    for (var form : Forms.WAITING_TO_SEND.entrySet()) {
      Address address = rig().otherAddress("capacity=64KiB");
      Receiver receiver = rig().receiver(address);
      Sender sender = rig().sender(address);
      new Outgoing(sender, rig().messages(8, 8)).fill();
      wokenByClose(form.getKey(), () -> form.getValue().run(sender, message), sender);
      receiver.close();
    }
  }

  private void wokenByClose(String form, Step waiting, AutoCloseable end) throws Exception {
    Task<?> task = rig().begin(form, waiting);
    task.settle();
    rig().run("close", end::close);
    task.joinFailing(ChannelClosedException.class);
  }

  @Test
  @DisplayName("11 close inside a handler ends the receiver, and nothing comes afterwards")
  default void closeInsideAHandler() throws Exception {
    Receiver receiver = rig().receiver();
    Sender sender = rig().sender();
    new Outgoing(sender, rig().messages(8, 8)).send(10);
    AtomicInteger calls = new AtomicInteger();
    rig().arrival(receiver);
    try {
      receiver.poll(
          (segment, offset, length) -> {
            calls.incrementAndGet();
            closeUnchecked(receiver);
          },
          10);
    } catch (ChannelClosedException e) {
      // allowed: this end is closed during the call
    }
    assertThat(calls).hasValue(1);
    assertThatThrownBy(() -> receiver.poll(Line06Empty.NONE, 1))
        .isExactlyInstanceOf(ChannelClosedException.class);
    rig().receiver().close();
  }

  private static void closeUnchecked(AutoCloseable end) {
    try {
      end.close();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("11 close returns when the handler has returned, and none runs afterwards")
  default void closeWaitsForTheHandler() throws Exception {
    Receiver receiver = rig().receiver();
    Messages messages = rig().messages(8, 8);
    new Outgoing(rig().sender(), messages).send(10);
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    Task<?> receiving =
        rig()
            .begin(
                "receive",
                () ->
                    receiver.receive(
                        (segment, offset, length) -> {
                          calls.incrementAndGet();
                          inside.countDown();
                          awaitUnchecked(leave);
                          messages.check(0, segment, offset, length);
                        },
                        10));
    inside.await();
    Task<?> closing = rig().begin("close", receiver::close);
    closing.settle();
    assertThat(closing.isDone()).as("close has returned while the handler runs").isFalse();
    leave.countDown();
    closing.join();
    int callsAtClose = calls.get();
    try {
      receiving.join();
    } catch (ChannelClosedException e) {
      // allowed: this end is closed during the call
    }
    assertThat(calls).hasValue(callsAtClose);
  }

  private static void awaitUnchecked(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("11 close aborts an open claim")
  default void closeAbortsAnOpenClaim() throws Exception {
    Receiver receiver = rig().receiver();
    Sender sender = rig().sender();
    sender.send("sent");
    var claim = sender.claim(100);
    claim.segment().asSlice(claim.offset(), 100).fill((byte) 1);
    sender.close();
    assertThat(receiver.receiveString()).isEqualTo("sent");
    assertThat(rig().within("receive", () -> receiver.receive() == null)).isTrue();
  }

  @Test
  @DisplayName("11 hundreds of opens and closes leave no descriptor, mapping, thread or file")
  default void nothingIsLeft() throws Exception {
    openAndClose(30);
    Holdings before = Holdings.now(rig().directory().path());
    openAndClose(300);
    rig()
        .until(
            "nothing is held that was not held before",
            () -> Holdings.now(rig().directory().path()).isWithin(before));
    assertThat(rig().leftovers()).isEmpty();
    rig().say("held before %s, after %s".formatted(before, Holdings.now(rig().directory().path())));
  }

  private void openAndClose(int times) throws Exception {
    for (int i = 0; i < times; i++) {
      try (Receiver receiver = rig().channel("capacity=64KiB").receiver();
          Sender sender = rig().channel().sender()) {
        sender.send("x");
        assertThat(receiver.receiveString()).isEqualTo("x");
      }
    }
  }

  /** What this process holds. */
  record Holdings(long descriptors, long mappings, long threads) {
    /** Others in the JVM may open a file, too. */
    private static final int SLACK = 8;

    static Holdings now(Path directory) throws IOException {
      return new Holdings(
          entries(Path.of("/proc/self/fd")),
          linesWith(Path.of("/proc/self/maps"), directory.toString()),
          Thread.getAllStackTraces().size());
    }

    boolean isWithin(Holdings before) {
      return descriptors <= before.descriptors + SLACK
          && mappings <= before.mappings
          && threads <= before.threads + SLACK;
    }

    private static long entries(Path path) throws IOException {
      try (Stream<Path> entries = Files.list(path)) {
        return entries.count();
      }
    }

    private static long linesWith(Path path, String text) throws IOException {
      try (Stream<String> lines = Files.lines(path)) {
        return lines.filter(line -> line.contains(text)).count();
      }
    }
  }
}
