package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.javaipc.Capability;
import org.javaipc.Claim;
import org.javaipc.EndMetrics;
import org.javaipc.EndRole;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Line 19: what both ends count, and what a receiver has not taken yet. */
interface Line19Metrics extends ContractLine {
  @Test
  @DisplayName("19 both ends count messages and bytes of every way to send and to receive")
  default void everyWayCounts() throws Exception {
    MemorySegment segment = rig().buffer(64);
    Receiver receiver = rig().receiver();
    Sender sender = rig().sender();
    EndMetrics sent = end(EndRole.SENDER);
    EndMetrics received = end(EndRole.RECEIVER);
    assertThat(sender.offer(segment, 0, 1)).isTrue();
    assertThat(receiver.receive()).hasSize(1);
    sender.send(new byte[2]);
    assertThat(receiver.receive(segment)).isEqualTo(2);
    assertThat(sender.send(segment, 0, 4, rig().patience())).isTrue();
    assertThat(receiver.receive((_, _, _) -> {}, 1)).isOne();
    try (Claim claim = sender.claim(16)) {
      claim.commit(8);
    }
    rig().until("a message is polled", () -> receiver.poll((_, _, _) -> {}, 9) == 1);
    sender.claim(16).abort();
    sender.send(new byte[0]);
    assertThat(receiver.receive()).isEmpty();
    for (EndMetrics end : List.of(sent, received)) {
      ListedEnds.requireCounted(end, 5, 15);
    }
    sender.send(new byte[16]);
    sender.send(new byte[32]);
    sender.close();
    receiver.forEach((_, _, _) -> {});
    receiver.close();
    for (EndMetrics end : List.of(sent, received)) {
      ListedEnds.requireCounted(end, 7, 63);
    }
  }

  @Test
  @DisplayName("19 a message that its handler threw at is counted, with its bytes")
  default void thrownAtCounts() throws Exception {
    Receiver receiver = rig().receiver();
    rig().sender().send(new byte[10]);
    assertThatThrownBy(() ->
            receiver.receive(
                (_, _, _) -> {
                  throw new UnsupportedOperationException("on purpose");
                },
                1))
        .isInstanceOf(UnsupportedOperationException.class);
    ListedEnds.requireCounted(end(EndRole.RECEIVER), 1, 10);
  }

  @Test
  @DisplayName("19 unread is what was sent and not taken, and nothing once the receiver has closed")
  default void unread() throws Exception {
    Receiver receiver = rig().receiver();
    Sender sender = rig().sender();
    EndMetrics behind = end(EndRole.RECEIVER);
    assertThat(behind.unread()).isZero();
    int count = rig().backlog(5);
    for (int i = 0; i < count; i++) {
      sender.send(new byte[10]);
    }
    rig().arrival(() -> behind.unread() == count);
    assertThat(behind.unread()).isEqualTo(count);
    assertThat(end(EndRole.SENDER).unread()).isZero();
    assertThat(receiver.awaitReady(rig().patience())).isTrue();
    assertThatThrownBy(() -> receiver.receive(rig().buffer(9)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(behind.unread()).as("after a look").isEqualTo(count);
    assertThat(receiver.receive()).hasSize(10);
    assertThat(behind.unread()).isEqualTo(count - 1);
    for (int left = count - 1; left > 0; ) {
      left -= receiver.receive((_, _, _) -> {}, left);
    }
    assertThat(behind.unread()).isZero();
    sender.send("stays");
    rig().arrival(() -> behind.unread() == 1);
    assertThat(behind.unread()).isOne();
    receiver.close();
    assertThat(behind.unread()).as("once it has closed").isZero();
  }

  @Test
  @DisplayName("19 unread is also what senders have left that have closed, one after the other")
  default void unreadOfThoseWhoLeft() throws Exception {
    rig().require(Capability.MAILBOX);
    Receiver receiver = rig().receiver("end=never");
    EndMetrics behind = end(EndRole.RECEIVER);
    for (int round = 1; round <= rig().backlog(4); round++) {
      try (Sender sender = rig().sender()) {
        for (int i = 0; i < round; i++) {
          sender.send("left");
        }
      }
      assertThat(behind.unread()).isEqualTo(round);
      for (int left = round - 1; left >= 0; left--) {
        assertThat(receiver.receiveString()).isEqualTo("left");
        assertThat(behind.unread()).isEqualTo(left);
      }
      assertThat(receiver.poll(Line06Empty.NONE, 1)).isZero();
    }
  }

  @Test
  @DisplayName("19 what a durable channel has kept is unread by the next receiver")
  default void keptIsUnread() throws Exception {
    rig().require(Capability.DURABLE);
    int count = rig().backlog(5);
    try (Receiver receiver = rig().receiver();
        Sender sender = rig().sender()) {
      for (int i = 0; i < count; i++) {
        sender.send("kept");
      }
      assertThat(receiver.receiveString()).isEqualTo("kept");
    }
    Receiver next = rig().receiver();
    EndMetrics behind = end(EndRole.RECEIVER);
    for (int left = count - 1; left > 0; left--) {
      assertThat(behind.unread()).isEqualTo(left);
      assertThat(next.receiveString()).isEqualTo("kept");
    }
    assertThat(behind.unread()).isZero();
  }

  private EndMetrics end(EndRole role) {
    return ListedEnds.only(rig().address(), role);
  }
}
