package org.javaipc.core.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.javaipc.ChannelBusyException;
import org.javaipc.ChannelClosedException;
import org.javaipc.Claim;
import org.javaipc.Ipc;
import org.javaipc.PeerClosedException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryChannelTest {
  private static final Set<Thread.State> PARKED =
      Set.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);
  private static final AtomicInteger NAMES = new AtomicInteger();

  private static String name() {
    return "memory:test-" + NAMES.incrementAndGet();
  }

  @Test
  void textsArriveInOrderAndTheStreamEnds() throws Exception {
    String name = name();
    try (Receiver receiver = Ipc.receiver(name)) {
      try (Sender sender = Ipc.sender(name)) {
        sender.send("one");
        sender.send("");
        sender.send("three");
      }
      assertThat(receiver.receiveString()).isEqualTo("one");
      assertThat(receiver.receiveString()).isEmpty();
      assertThat(receiver.receiveString()).isEqualTo("three");
      assertThat(receiver.receiveString()).isNull();
      assertThat(receiver.receiveString()).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"spin", "yield", "park", "adaptive"})
  void aMillionMessagesOfAllLengthsArriveUnchanged(String wait) throws Exception {
    String name = name();
    int count = 1_000_000;
    try (Receiver receiver = Ipc.receiver(name + "?senders=2&capacity=64KiB&wait=" + wait);
        Sender sender = Ipc.sender(name + "?wait=" + wait)) {
      var sending =
          CompletableFuture.runAsync(() -> {
            try (Arena arena = Arena.ofConfined();
                sender) {
              MemorySegment message = arena.allocate(1024);
              for (int i = 0; i < count; i++) {
                int length = i % 7 == 0 ? i % 1000 + 8 : 8;
                message.asSlice(0, length).fill((byte) i);
                message.set(ValueLayout.JAVA_LONG, 0, i);
                sender.send(message, 0, length);
              }
            } catch (Exception e) {
              throw new CompletionException(e);
            }
          });
      AtomicLong next = new AtomicLong();
      AtomicInteger wrong = new AtomicInteger();
      while (receiver.receive(
              (segment, offset, length) -> {
                long i = segment.get(ValueLayout.JAVA_LONG, offset);
                boolean right =
                    i == next.getAndIncrement()
                        && length == (i % 7 == 0 ? i % 1000 + 8 : 8)
                        && (length == 8
                            || segment.get(ValueLayout.JAVA_BYTE, offset + length - 1) == (byte) i);
                if (!right) {
                  wrong.incrementAndGet();
                }
              },
              100)
          != Receiver.END_OF_STREAM) {}
      sending.join();
      assertThat(wrong).hasValue(0);
      assertThat(next).hasValue(count);
    }
  }

  @Test
  void aClaimIsSentOnCommitOnly() throws Exception {
    String name = name();
    try (Receiver receiver = Ipc.receiver(name);
        Sender sender = Ipc.sender(name)) {
      try (Claim claim = sender.claim(100)) {
        claim.segment().set(ValueLayout.JAVA_BYTE, claim.offset(), (byte) 1);
        assertThatThrownBy(() -> sender.offer(new byte[1]))
            .isInstanceOf(IllegalStateException.class);
      }
      try (Claim claim = sender.claim(100)) {
        claim.segment().set(ValueLayout.JAVA_BYTE, claim.offset(), (byte) 2);
        claim.commit(1);
      }
      assertThat(receiver.receive()).containsExactly(2);
      assertThat(receiver.poll((s, o, l) -> {}, 1)).isZero();
    }
  }

  @Test
  void aFullChannelRefusesAtOnceAndGoesOnWhenThereIsRoom() throws Exception {
    String name = name();
    try (Receiver receiver = Ipc.receiver(name + "?capacity=4KiB");
        Sender sender = Ipc.sender(name)) {
      byte[] message = new byte[500];
      int sent = 0;
      while (sender.offer(message)) {
        sent++;
      }
      assertThat(sent).isBetween(7, 8);
      assertThat(sender.send(MemorySegment.ofArray(message), Duration.ofMillis(20))).isFalse();
      assertThat(receiver.receive()).hasSize(500);
      assertThat(receiver.receive()).hasSize(500);
      assertThat(sender.offer(message)).isTrue();
    }
  }

  @Test
  void aSecondReceiverIsRefused() throws Exception {
    String name = name();
    try (Receiver receiver = Ipc.receiver(name)) {
      assertThatThrownBy(() -> Ipc.receiver(name)).isInstanceOf(ChannelBusyException.class);
      assertThat(receiver.poll((s, o, l) -> {}, 1)).isZero();
    }
  }

  @Test
  void aSenderLearnsThatTheReceiverHasClosed() throws Exception {
    String name = name();
    Receiver receiver = Ipc.receiver(name);
    try (Sender sender = Ipc.sender(name)) {
      receiver.close();
      assertThatThrownBy(() -> sender.offer("x")).isInstanceOf(PeerClosedException.class);
    }
  }

  @Test
  void closingFromAnotherThreadEndsAWait() throws Exception {
    String name = name();
    Receiver receiver = Ipc.receiver(name + "?wait=park");
    FutureTask<byte[]> waiting = new FutureTask<>(receiver::receive);
    Thread thread = Thread.ofPlatform().start(waiting);
    await().until(() -> PARKED.contains(thread.getState()));
    receiver.close();
    assertThatThrownBy(waiting::get).hasCauseInstanceOf(ChannelClosedException.class);
  }

  @Test
  void severalSendersAreReadFairlyAndTheStreamEndsAfterTheLast() throws Exception {
    String name = name();
    try (Receiver receiver = Ipc.receiver(name + "?capacity=16KiB")) {
      int senders = 4;
      int count = 50_000;
      AtomicInteger failures = new AtomicInteger();
      Sender[] ends = new Sender[senders];
      for (int s = 0; s < senders; s++) {
        ends[s] = Ipc.sender(name);
      }
      for (int s = 0; s < senders; s++) {
        Sender sender = ends[s];
        int number = s;
        Thread.ofPlatform()
            .start(() -> {
              try (sender) {
                for (int i = 0; i < count; i++) {
                  sender.send(new byte[] {(byte) number, (byte) i});
                }
              } catch (Exception e) {
                failures.incrementAndGet();
              }
            });
      }
      int[] next = new int[senders];
      byte[] message;
      while ((message = receiver.receive()) != null) {
        assertThat(message[1]).isEqualTo((byte) next[message[0]]++);
      }
      assertThat(failures).hasValue(0);
      assertThat(next).containsOnly(count);
    }
  }
}
