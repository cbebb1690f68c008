package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.javaipc.Claim;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Line 4: bounded; a full channel makes senders wait and drops nothing. */
interface Line04Bounded extends ContractLine {
  /** A channel that is full, with its streams. */
  record Full(Outgoing out, Incoming in) {
    static Full of(Rig rig, int length) throws Exception {
      Receiver receiver = rig.receiver("capacity=64KiB");
      Messages messages = rig.messages(length, length);
      Outgoing out = new Outgoing(rig.sender(), messages);
      assertThat(rig.within("offer until the channel is full", out::fill)).isPositive();
      return new Full(out, new Incoming(receiver, messages));
    }

    void everythingArrives() throws Exception {
      in.receiveUpTo(out.next());
      in.expectNothing();
    }
  }

  @Test
  @DisplayName("4 offer on a full channel returns false at once, and what it took before arrives")
  default void offerOnAFullChannel() throws Exception {
    Full full = Full.of(rig(), 100);
    for (int i = 0; i < 100; i++) {
      assertThat(rig().within("offer on a full channel", full.out::offer)).isFalse();
    }
    full.everythingArrives();
  }

  @Test
  @DisplayName("4 send on a full channel waits for room and drops nothing")
  default void sendOnAFullChannel() throws Exception {
    Full full = Full.of(rig(), 100);
    Task<?> sending = rig().begin("send on a full channel", () -> full.out.send(5000));
    sending.settle();
    assertThat(sending.isDone()).as("sending is done while the channel is full").isFalse();
    full.in.receiveUpTo(full.out.next());
    while (!sending.isDone()) {
      full.in.receiver().receive(full.in, 64, Duration.ofMillis(10));
    }
    sending.join();
    full.everythingArrives();
  }

  @Test
  @DisplayName(
      "4 send with a deadline returns false when it is over, not earlier, and sends nothing")
  default void sendWithADeadline() throws Exception {
    Full full = Full.of(rig(), 100);
    for (int millis : new int[] {1, 20, 150}) {
      long start = System.nanoTime();
      Duration timeout = Duration.ofMillis(millis);
      assertThat(rig().within("send for " + timeout, () -> full.out.send(timeout))).isFalse();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(timeout);
    }
    full.everythingArrives();
    assertThat(full.out.send(Duration.ofMillis(1))).as("send with room").isTrue();
    full.everythingArrives();
  }

  @Test
  @DisplayName("4 send with a deadline returns true when room comes in time")
  default void sendWithADeadlineThatIsKept() throws Exception {
    Full full = Full.of(rig(), 100);
    Task<Boolean> sending =
        rig().start("send for a minute", () -> full.out.send(Duration.ofMinutes(1)));
    sending.settle();
    full.in.receiveUpTo(full.out.next());
    assertThat(sending.join()).isTrue();
    full.everythingArrives();
  }

  @Test
  @DisplayName("4 send without time does not wait, and sends if there is room")
  default void sendWithoutTime() throws Exception {
    Full full = Full.of(rig(), 100);
    for (Duration none : new Duration[] {Duration.ZERO, Duration.ofSeconds(-5)}) {
      assertThat(rig().within("send for " + none, () -> full.out.send(none))).isFalse();
    }
    full.everythingArrives();
    assertThat(full.out.send(Duration.ZERO)).isTrue();
    assertThat(full.out.send(Duration.ofSeconds(-5))).isTrue();
    full.everythingArrives();
  }

  @Test
  @DisplayName("4 tryClaim on a full channel is null at once, and claim waits for room")
  default void claimOnAFullChannel() throws Exception {
    Full full = Full.of(rig(), 100);
    Sender sender = full.out.sender();
    assertThat(rig().within("tryClaim on a full channel", () -> sender.tryClaim(100) == null))
        .isTrue();
    Task<?> claiming = rig().begin("claim on a full channel", full.out::claimAndCommit);
    claiming.settle();
    assertThat(claiming.isDone()).as("claim is done while the channel is full").isFalse();
    full.in.receiveUpTo(full.out.next());
    claiming.join();
    full.everythingArrives();
  }

  @Test
  @DisplayName("4 a channel that was emptied takes its longest message again, every time")
  default void emptiedChannelTakesItsLongestMessage() throws Exception {
    Receiver receiver = rig().receiver("capacity=64KiB");
    int max = Math.toIntExact(receiver.maxMessage());
    Sender sender = rig().sender();
    for (int round = 0; round < 50; round++) {
      int length = round % 2 == 0 ? max : rig().random().nextInt(max);
      Messages messages = rig().messages(length, length);
      Outgoing out = new Outgoing(sender, messages);
      assertThat(rig().within("fill", out::fill))
          .as("messages of length %d that an empty channel takes", length)
          .isPositive();
      Incoming in = new Incoming(receiver, messages);
      in.receiveUpTo(out.next());
      in.expectNothing();
    }
  }

  @Test
  @DisplayName("4 a second claim before the first has ended, and a commit without one, are misuse")
  default void claimTwice() throws Exception {
    Receiver receiver = rig().receiver();
    Sender sender = rig().sender();
    Claim claim = sender.claim(8);
    assertThatThrownBy(() -> sender.claim(8)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> sender.tryClaim(8)).isInstanceOf(IllegalStateException.class);
    claim.segment().asSlice(claim.offset(), 8).fill((byte) 7);
    claim.commit(3);
    assertThat(receiver.receive()).containsExactly(7, 7, 7);
    assertThatThrownBy(claim::commit).isInstanceOf(IllegalStateException.class);
    claim.abort();
    claim.close();
    sender.send(new byte[] {1});
    assertThat(receiver.receive()).containsExactly(1);
  }
}
