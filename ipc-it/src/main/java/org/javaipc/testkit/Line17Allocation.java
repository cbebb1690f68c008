package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.javaipc.Claim;
import org.javaipc.IpcException;
import org.javaipc.MessageHandler;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Line 17: segments and handlers are sent from and received into without allocating. */
interface Line17Allocation extends ContractLine {
  /** Length of the messages. */
  int LENGTH = 32;

  /** Most messages of a batch: one batch after the other is sent until one allocates nothing. */
  int BATCH = 50_000;

  @Test
  @DisplayName("17 offer and poll allocate nothing")
  default void offerAndPoll() throws Exception {
    Receiver receiver = rig().receiver();
    Sender sender = rig().sender();
    MemorySegment message = rig().buffer(LENGTH);
    Counting counting = new Counting();
    allocatesNothing(() -> {
      sender.offer(message, 0, LENGTH);
      receiver.poll(counting, 4);
    });
    assertThat(counting.bytes % LENGTH).isZero();
  }

  @Test
  @DisplayName("17 claim, commit, abort and poll allocate nothing")
  default void claimAndCommit() throws Exception {
    Receiver receiver = rig().receiver();
    Sender sender = rig().sender();
    Counting counting = new Counting();
    allocatesNothing(() -> {
      sender.claim(LENGTH).abort();
      Claim claim = Objects.requireNonNull(sender.tryClaim(LENGTH), "full");
      claim.segment().set(ValueLayout.JAVA_LONG_UNALIGNED, claim.offset(), 7);
      claim.commit();
      receiver.poll(counting, 1);
    });
  }

  @Test
  @DisplayName("17 send and receive, with and without a deadline, allocate nothing")
  default void sendAndReceive() throws Exception {
    Receiver receiver = rig().receiver();
    Sender sender = rig().sender();
    MemorySegment message = rig().buffer(LENGTH);
    MemorySegment into = rig().buffer(LENGTH);
    Duration second = Duration.ofSeconds(1);
    Counting counting = new Counting();
    allocatesNothing(() -> {
      sender.send(message, 0, LENGTH);
      receiver.receive(into);
      sender.send(message, 0, LENGTH, second);
      receiver.receive(into, second);
      sender.send(message, 0, LENGTH);
      receiver.receive(counting, 1, second);
    });
  }

  private void allocatesNothing(Step once) throws Exception {
    int count = Math.min(rig().provider().messages(), BATCH);
    List<Long> batches =
        Allocation.ofBatches(() -> {
          for (int i = 0; i < count; i++) {
            once.run();
          }
        });
    rig().say("bytes allocated per batch of %,d: %s".formatted(count, batches));
    assertThat(batches.getLast())
        .as("bytes allocated by the last of batches %s of %d", batches, count)
        .isLessThanOrEqualTo(Allocation.SOME);
  }

  @Test
  @DisplayName("17 waiting to send and to receive allocates nothing")
  default void waiting() throws Exception {
    Receiver receiver = rig().receiver("capacity=64KiB");
    Sender sender = rig().sender();
    MemorySegment message = rig().buffer(1000);
    MemorySegment into = rig().buffer(1000);
    int count = Math.max(1, rig().provider().messages() / 20);
    Task<?> sending = rig().begin("send", () -> sendUntilClosed(sender, message));
    List<Long> batches =
        rig().within("receive", () -> Allocation.ofBatches(() -> receive(receiver, into, count)));
    rig().say("bytes allocated per batch of %,d, waiting: %s".formatted(count, batches));
    receiver.close();
    sending.join();
    assertThat(batches.getLast()).isLessThanOrEqualTo(Allocation.SOME);
  }

  private static void sendUntilClosed(Sender sender, MemorySegment message) throws Exception {
    try {
      while (true) {
        sender.send(message, 0, 1000);
      }
    } catch (IpcException e) {
      // the receiver has closed
    }
  }

  private static void receive(Receiver receiver, MemorySegment into, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      receiver.receive(into);
    }
  }

  /** A handler that allocates nothing itself. */
  final class Counting implements MessageHandler {
    private long bytes;

    @Override
    public void onMessage(MemorySegment segment, long offset, long length) {
      bytes += length;
    }
  }
}
