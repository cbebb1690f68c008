package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import org.javaipc.MessageTooLongException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Line 5: a message that is too long is an error with length and limit, and the channel goes on.
 */
interface Line05TooLong extends ContractLine {
  @Test
  @DisplayName(
      "5 too long is an error with length and limit; nothing was sent, the channel goes on")
  default void tooLong() throws Exception {
    Receiver receiver = rig().receiver();
    Sender sender = rig().sender();
    long limit = sender.maxMessage();
    for (long length : new long[] {limit + 1, limit + 8}) {
      MemorySegment longer = rig().buffer(length).asSlice(0, length);
      for (var form : Forms.SENDING.entrySet()) {
        refusedWithLengthAndLimit(
            form.getKey(), () -> form.getValue().run(sender, longer), length, limit);
        sender.send(new byte[] {42});
        assertThat(receiver.receive()).as("after %s", form.getKey()).containsExactly(42);
      }
    }
  }

  private void refusedWithLengthAndLimit(String form, Step step, long length, long limit) {
    assertThatThrownBy(() -> rig().run(form, step))
        .as(form)
        .isInstanceOfSatisfying(
            MessageTooLongException.class,
            e -> {
              assertThat(e.length()).isEqualTo(length);
              assertThat(e.limit()).isEqualTo(limit);
            })
        .hasMessageContaining(Long.toString(length))
        .hasMessageContaining(Long.toString(limit));
  }

  @Test
  @DisplayName("5 too long is an error on a full channel, too")
  default void tooLongForAFullChannel() throws Exception {
    Line04Bounded.Full full = Line04Bounded.Full.of(rig(), 100);
    Sender sender = full.out().sender();
    MemorySegment longer = rig().buffer(sender.maxMessage() + 1);
    refusedWithLengthAndLimit(
        "offer", () -> sender.offer(longer), longer.byteSize(), sender.maxMessage());
    full.everythingArrives();
  }

  @Test
  @DisplayName("5 the limit that the receiver states is the limit of both ends")
  default void statedLimit() throws Exception {
    Receiver receiver = rig().receiver("maxMessage=1000");
    Sender sender = rig().sender();
    assertThat(receiver.maxMessage()).isEqualTo(1000);
    assertThat(sender.maxMessage()).isEqualTo(1000);
    sender.send(new byte[1000]);
    assertThat(receiver.receive()).hasSize(1000);
    assertThatThrownBy(() -> sender.offer(new byte[1001]))
        .isInstanceOf(MessageTooLongException.class);
  }

  @Test
  @DisplayName("5 an offset or length outside the segment is misuse; nothing was sent")
  default void outsideTheSegment() throws Exception {
    Receiver receiver = rig().receiver();
    Sender sender = rig().sender();
    MemorySegment segment = rig().buffer(16);
    for (long[] range : new long[][] {{0, 17}, {16, 1}, {-1, 4}, {4, -1}, {Long.MAX_VALUE, 8}}) {
      assertThatThrownBy(() -> sender.offer(segment, range[0], range[1]))
          .as("offset=%d length=%d of 16", range[0], range[1])
          .isInstanceOfAny(IndexOutOfBoundsException.class, IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> sender.tryClaim(-1)).isInstanceOf(IllegalArgumentException.class);
    sender.send(new byte[] {42});
    assertThat(receiver.receive()).containsExactly(42);
  }
}
