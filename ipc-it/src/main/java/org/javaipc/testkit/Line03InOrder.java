package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.javaipc.Capability;
import org.javaipc.MessageHandler;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Line 3: in order per sender, none lost, none twice. */
interface Line03InOrder extends ContractLine {
  @Test
  @DisplayName("3 a flood of small messages arrives in order, none lost, none twice")
  default void floodOfSmallMessages() throws Exception {
    Receiver receiver = rig().receiver();
    Messages messages = rig().messages(32, 32);
    Outgoing out = new Outgoing(rig().sender(), messages);
    long count = rig().provider().messages();
    long start = System.nanoTime();
    Task<?> sending = rig().begin("flood", () -> sendAndClose(out, count));
    assertThat(new Incoming(receiver, messages).receiveToTheEnd()).isEqualTo(count);
    sending.join();
    rig()
        .say(
            "%,d messages of 32 bytes in %,d ms"
                .formatted(count, (System.nanoTime() - start) / 1_000_000));
  }

  private static void sendAndClose(Outgoing out, long count) throws Exception {
    out.send(count);
    out.sender().close();
  }

  @Test
  @DisplayName("3 every way to send and to receive keeps the same order, with random lengths")
  default void everyWayKeepsTheOrder() throws Exception {
    Receiver receiver = rig().receiver("capacity=64KiB");
    Messages messages = rig().messages(0, Math.toIntExact(Math.min(3000, receiver.maxMessage())));
    Outgoing out = new Outgoing(rig().sender(), messages);
    long count = Math.max(1000, rig().provider().messages() / 10);
    Task<?> sending = rig().begin("send in every way", () -> sendInEveryWay(out, count));
    receiveInEveryWay(new Incoming(receiver, messages), count);
    sending.join();
  }

  private static void sendInEveryWay(Outgoing out, long count) throws Exception {
    while (out.next() < count) {
      switch ((int) (out.next() / 7 % 5)) {
        case 0 -> out.send();
        case 1 -> out.claimAndCommit();
        case 2 -> out.offer();
        case 3 -> out.tryClaimAndCommit();
        default -> out.send(Duration.ofSeconds(1));
      }
    }
  }

  private void receiveInEveryWay(Incoming in, long count) throws Exception {
    MemorySegment buffer = rig().buffer(in.receiver().maxMessage());
    while (in.next() < count) {
      switch ((int) (in.next() / 11 % 4)) {
        case 0 -> in.poll();
        case 1 -> in.onMessage(buffer, 0, in.receiver().receive(buffer));
        case 2 -> {
          byte[] message = Objects.requireNonNull(in.receiver().receive(), "end of stream");
          in.onMessage(MemorySegment.ofArray(message), 0, message.length);
        }
        default -> in.receiver().receive(in, 3, Duration.ofSeconds(1));
      }
    }
    in.expectNothing();
  }

  @Test
  @DisplayName("3 each of several senders' messages arrive in its order")
  default void severalSenders() throws Exception {
    rig().require(Capability.MANY_SENDERS);
    Receiver receiver = rig().receiver("capacity=64KiB", "senders=4");
    long count = rig().provider().messages() / 20;
    List<Messages> streams = new ArrayList<>();
    List<Task<?>> sending = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Messages messages = rig().messages(8, 200);
      Outgoing out = new Outgoing(rig().sender(), messages);
      streams.add(messages);
      sending.add(rig().begin("sender " + i, () -> sendAndClose(out, count)));
    }
    ByStream byStream = new ByStream(streams);
    for (int taken = 0; taken != Receiver.END_OF_STREAM; ) {
      taken = receiver.receive(byStream, 64);
    }
    for (Task<?> task : sending) {
      task.join();
    }
    assertThat(byStream.next).containsOnly(count);
  }

  /** Finds out by its content which sender a message is from. */
  final class ByStream implements MessageHandler {
    private final List<Messages> streams;
    private final long[] next;

    ByStream(List<Messages> streams) {
      this.streams = streams;
      this.next = new long[streams.size()];
    }

    @Override
    public void onMessage(MemorySegment segment, long offset, long length) {
      for (int i = 0; i < next.length; i++) {
        if (streams.get(i).matches(next[i], segment, offset, length)) {
          next[i]++;
          return;
        }
      }
      throw new AssertionError(
          "a message of length %d is the next of none of the senders, which are at %s; %s"
              .formatted(length, Arrays.toString(next), Seed.describe()));
    }
  }

  @Test
  @DisplayName("3 an aborted claim leaves no trace, and the order goes on")
  default void abortedClaims() throws Exception {
    Receiver receiver = rig().receiver("capacity=64KiB");
    Sender sender = rig().sender();
    Messages messages = rig().messages(0, 500);
    Outgoing out = new Outgoing(sender, messages);
    Incoming in = new Incoming(receiver, messages);
    for (int i = 0; i < 5000; i++) {
      try (var claim = sender.tryClaim(rig().random().nextInt(1000))) {
        if (claim != null) {
          claim.segment().asSlice(claim.offset(), claim.length()).fill((byte) -1);
        }
      }
      out.offer();
      in.receiver().poll(in, 2);
    }
    in.receiveUpTo(out.next());
    in.expectNothing();
  }
}
