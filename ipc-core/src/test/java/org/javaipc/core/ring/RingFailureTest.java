package org.javaipc.core.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.javaipc.ChannelClosedException;
import org.javaipc.CorruptChannelException;
import org.javaipc.InvalidAddressException;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.MessageHandler;
import org.javaipc.PeerClosedException;
import org.javaipc.PeerDiedException;
import org.javaipc.Receiver;
import org.javaipc.ResourceLimitException;
import org.javaipc.Sender;
import org.javaipc.core.endpoint.Fields;
import org.javaipc.core.endpoint.SleepWord;
import org.javaipc.core.membership.ChannelHeader;
import org.javaipc.core.membership.SlotHeader;
import org.javaipc.spi.ChangeMark;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong around the ring, and what both ends make of it. */
class RingFailureTest {
  private static final MessageHandler IGNORE = (segment, offset, length) -> {};

  @TempDir Path directory;
  private FakeHost host;
  private FakeHost.FakeProcess receiving;
  private FakeHost.FakeProcess sending;

  @BeforeEach
  void startTwoProcesses() {
    host = new FakeHost(directory.resolve("region"));
    receiving = host.start();
    sending = host.start();
  }

  @Test
  void aSenderKilledBeforeItWasAnnouncedLeavesItsLaneToTheNext() throws Exception {
    try (Receiver receiver = receiving.channel("?senders=1&end=never").receiver()) {
      FakeHost.FakeProcess dead = host.start();
      long lane = RingLayout.laneDescriptorOffset(0);
      Fields.putLong(host.memory(), lane + SlotHeader.PROCESS_OFFSET, dead.self());
      Fields.putIntVolatile(host.memory(), lane + SlotHeader.STATE_OFFSET, SlotHeader.JOINED);
      dead.kill();
      assertThat(receiver.poll(IGNORE, 1)).isZero();

      var joining = async(() -> sending.channel("?connect=30s").sender());
      while (!joining.isDone()) {
        assertThat(receiver.poll(IGNORE, 1)).isZero();
      }
      joining.join().close();
      assertThat(receiver.diedSenders()).isEqualTo(1);
    }
  }

  @Test
  void aSenderThatWroteGarbageAndLeftFreesItsLane() throws Exception {
    try (Receiver receiver = receiving.channel("?senders=1&capacity=4KiB").receiver()) {
      try (Sender sender = sending.channel("").sender()) {
        sender.send("good");
        scribble(laneDataOffset(0) + 16);
      }
      assertThat(receiver.receiveString()).isEqualTo("good");
      assertThatThrownBy(() -> receiver.poll(IGNORE, 1))
          .isInstanceOf(CorruptChannelException.class);
      assertThat(receiver.receive()).isNull();
    }
  }

  @Test
  void aSenderThatWaitsForRoomIsToldAtOnceThatItIsRefused() throws Exception {
    try (Receiver receiver = receiving.channel("?senders=1&capacity=4KiB").receiver();
        Sender sender = sending.channel("?wait=park").sender()) {
      while (sender.offer(new byte[256])) {}
      var waiting = async(() -> sender.send(new byte[256]));
      awaitSleepOn(RingLayout.laneDescriptorOffset(0) + RingLayout.SENDER_WORD_OFFSET);
      scribble(laneDataOffset(0));
      int before = host.unparks.get();
      assertThatThrownBy(() -> receiver.poll(IGNORE, 1))
          .isInstanceOf(CorruptChannelException.class);
      assertThat(host.unparks).hasValueGreaterThan(before);
      assertThatThrownBy(waiting::get)
          .hasCauseInstanceOf(CorruptChannelException.class)
          .hasMessageContaining("the receiver refuses this sender");
    }
  }

  @Test
  void aRefusedSenderThatOverwritesItsStateIsReportedOnce() throws Exception {
    try (Receiver receiver = receiving.channel("").receiver();
        Sender other = sending.channel("").sender();
        Sender hostile = sending.channel("").sender()) {
      assertThat(hostile.offer("x")).isTrue();
      assertThat(receiver.poll(IGNORE, 1)).isEqualTo(1);
      long lane = RingLayout.laneDescriptorOffset(1) + SlotHeader.STATE_OFFSET;
      Fields.putIntVolatile(host.memory(), lane, 77);
      raiseAttention();
      assertThatThrownBy(() -> receiver.poll(IGNORE, 1))
          .isInstanceOf(CorruptChannelException.class)
          .hasMessageContaining("state=77");
      Fields.putIntVolatile(host.memory(), lane, 78);
      raiseAttention();
      other.send("goes on");
      assertThat(receiver.receiveString()).isEqualTo("goes on");
    }
  }

  @Test
  void aSenderThatCannotBeWatchedIsReportedOnceAndHoldsNobodyUp() throws Exception {
    try (Receiver receiver = receiving.channel("").receiver();
        Sender first = sending.channel("").sender()) {
      first.send("from the first");
      assertThat(receiver.receiveString()).isEqualTo("from the first");
      FakeHost.FakeProcess poor = host.start();
      Sender second = poor.channel("").sender();
      second.send("from the second");
      first.send("again from the first");
      host.failingWatches.set(3);
      assertThatThrownBy(() -> receiver.poll(IGNORE, 1))
          .isInstanceOf(ResourceLimitException.class)
          .hasMessageContaining("slot=" + poor.self());
      assertThat(receiver.poll(IGNORE, 2)).isEqualTo(2);
      assertThat(receiver.poll(IGNORE, 2)).isZero();
      assertThat(host.failingWatches).hasValue(0);

      assertThat(receiver.poll(IGNORE, 2)).isZero();
      poor.kill();
      assertThatThrownBy(() -> receiver.poll(IGNORE, 1)).isInstanceOf(PeerDiedException.class);
    }
  }

  @Test
  void sendersLearnThatTheReceiverHasClosedEvenIfItsNameStays() throws Exception {
    Receiver receiver = receiving.channel("").receiver();
    try (Sender sender = sending.channel("").sender()) {
      host.refusesUnlink = true;
      assertThatThrownBy(receiver::close).hasMessageContaining("unlink");
      assertThatThrownBy(() -> sender.send("x")).isInstanceOf(PeerClosedException.class);
    }
    assertThat(host.mapped).hasValue(0);
  }

  @Test
  void aFileCutShortIsATypedErrorAlsoOnClosing() throws Exception {
    Receiver receiver = receiving.channel("").receiver();
    Sender sender = sending.channel("").sender();
    host.truncate(0);
    assertThatThrownBy(() -> sender.offer("x")).isInstanceOf(CorruptChannelException.class);
    assertThatThrownBy(() -> receiver.poll(IGNORE, 1))
        .isInstanceOf(CorruptChannelException.class)
        .hasMessageContaining("cut short");
    assertThatThrownBy(sender::close).isInstanceOf(CorruptChannelException.class);
    assertThatThrownBy(receiver::close).isInstanceOf(CorruptChannelException.class);
    sender.close();
    receiver.close();
    assertThat(host.mapped).hasValue(0);
    assertThat(host.watches()).isZero();
  }

  @Test
  void whoClosesSecondReturnsWhenTheFirstIsDone() throws Exception {
    Receiver receiver = receiving.channel("").receiver();
    Sender sender = sending.channel("").sender();
    sender.send("x");
    CountDownLatch inHandler = new CountDownLatch(1);
    CountDownLatch leaveHandler = new CountDownLatch(1);
    var receivingCall =
        async(() ->
            receiver.receive(
                (segment, offset, length) -> {
                  inHandler.countDown();
                  awaitUninterruptibly(leaveHandler);
                },
                1));
    inHandler.await();
    var first = async(receiver::close);
    var second = async(receiver::close);
    assertThatThrownBy(() -> second.get(50, TimeUnit.MILLISECONDS))
        .isInstanceOf(java.util.concurrent.TimeoutException.class);
    assertThat(first).isNotDone();
    leaveHandler.countDown();
    second.join();
    assertThat(receiving.regions.getFirst().isClosed()).isTrue();
    first.join();
    assertThat(receivingCall.join()).isEqualTo(1);
    sender.close();
  }

  @Test
  void aHandlerThatClosesItsOwnEndGetsTheMessageToItsEnd() throws Exception {
    Receiver receiver = receiving.channel("").receiver();
    try (Sender sender = sending.channel("").sender()) {
      sender.send("x");
      sender.send("y");
      int taken =
          receiver.poll(
              (segment, offset, length) -> {
                close(receiver);
                close(receiver);
                assertThat(segment.get(java.lang.foreign.ValueLayout.JAVA_BYTE, offset))
                    .isEqualTo((byte) 'x');
              },
              2);
      assertThat(taken).isEqualTo(1);
      assertThatThrownBy(() -> receiver.poll(IGNORE, 1)).isInstanceOf(ChannelClosedException.class);
      assertThatThrownBy(() -> sender.send("z")).isInstanceOf(PeerClosedException.class);
    }
    assertThat(host.mapped).hasValue(0);
  }

  @Test
  void whatAHandlerThrowsReachesTheCallerAndItsMessageIsTaken() throws Exception {
    try (Receiver receiver = receiving.channel("").receiver();
        Sender sender = sending.channel("").sender()) {
      sender.send("one");
      sender.send("two");
      assertThatThrownBy(() ->
              receiver.poll(
                  (segment, offset, length) -> {
                    throw new UnsupportedOperationException("mine");
                  },
                  2))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessage("mine");
      assertThat(receiver.receiveString()).isEqualTo("two");
    }
  }

  @Test
  void aHandlerThatUsesItsOwnEndIsRefused() throws Exception {
    try (Receiver receiver = receiving.channel("").receiver();
        Sender sender = sending.channel("").sender()) {
      sender.send("one");
      assertThatThrownBy(() -> receiver.poll((segment, offset, length) -> poll(receiver), 1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("in use by another call");
      assertThat(receiver.poll(IGNORE, 1)).isZero();
    }
  }

  @Test
  void aSenderThatKeepsUpWithTheReceiverDoesNotHoldAPollForever() throws Exception {
    try (Receiver receiver = receiving.channel("?capacity=4KiB").receiver();
        Sender sender = sending.channel("").sender();
        Sender other = sending.channel("").sender()) {
      sender.send(new byte[56]);
      other.send(new byte[1]);
      AtomicInteger lengths = new AtomicInteger();
      int taken =
          receiver.poll(
              (segment, offset, length) -> {
                lengths.addAndGet((int) length);
                offer(sender);
              },
              Integer.MAX_VALUE);
      assertThat(taken).isEqualTo(4096 / 64 + 1);
      assertThat(lengths).hasValue(56 * 64 + 1);
    }
  }

  @Test
  void framingNoneIsRefused() {
    assertThatThrownBy(() -> Ipc.receiver("memory:x?framing=none"))
        .isInstanceOf(InvalidAddressException.class)
        .hasMessageStartingWith(
            "address 'memory:x?framing=none': framing=none and framing=lines are for byte streams");
  }

  @Test
  void moreMemoryThanThereIsIsATypedError() {
    assertThatThrownBy(() -> Ipc.receiver("memory:huge?capacity=1GiB&senders=256"))
        .isInstanceOf(ResourceLimitException.class)
        .hasMessageContaining("fewer senders");
  }

  private long laneDataOffset(int lane) {
    return RingLayout.laneDataOffset(new RingLimits(4096, 512, 1, false), lane);
  }

  private void scribble(long offset) throws Exception {
    Fields.putLongRelease(host.memory(), offset, -1);
  }

  private void raiseAttention() throws Exception {
    Fields.putLongVolatile(host.memory(), ChannelHeader.CHANGES_OFFSET, ChangeMark.next());
  }

  private void awaitSleepOn(long word) throws Exception {
    MemorySegment memory = host.memory();
    while (Fields.getIntVolatile(memory, word) != SleepWord.ASLEEP) {
      Thread.onSpinWait();
    }
  }

  private static void close(Receiver receiver) {
    try {
      receiver.close();
    } catch (IpcException e) {
      throw new AssertionError(e);
    }
  }

  private static void poll(Receiver receiver) {
    try {
      receiver.poll(IGNORE, 1);
    } catch (IpcException e) {
      throw new AssertionError(e);
    }
  }

  private static void offer(Sender sender) {
    try {
      sender.offer(new byte[56]);
    } catch (IpcException e) {
      throw new AssertionError(e);
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private interface Call<T> {
    T run() throws Exception;
  }

  private static <T> CompletableFuture<T> async(Call<T> call) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return call.run();
          } catch (Exception e) {
            throw new CompletionException(e);
          }
        },
        task -> Thread.ofPlatform().daemon().start(task));
  }

  private static CompletableFuture<Void> async(ThrowingCallable call) {
    return async(() -> {
      try {
        call.call();
        return null;
      } catch (Exception e) {
        throw e;
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
    });
  }
}
