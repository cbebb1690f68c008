package org.javaipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Line 2: whole messages of 0 to maxMessage bytes, never split, merged, truncated or changed. */
interface Line02WholeMessages extends ContractLine {
  @Test
  @DisplayName(
      "2 a message of every length at a boundary arrives unchanged, to and from any memory")
  default void everyLengthAtABoundary() throws Exception {
    Receiver receiver = rig().receiver();
    Sender sender = rig().sender();
    int max = Math.toIntExact(receiver.maxMessage());
    assertThat(sender.maxMessage()).as("both ends' maxMessage").isEqualTo(max);
    int[] lengths = {0, 1, 7, 8, 9, 15, 16, 17, 63, 64, 65, 4095, 4096, 4097, max - 1, max};
    for (int length : lengths) {
      if (length <= max) {
        throughEveryKindOfMemory(sender, receiver, length);
      }
    }
  }

  private void throughEveryKindOfMemory(Sender sender, Receiver receiver, int length)
      throws Exception {
    try (Arena arena = Arena.ofShared()) {
      for (int shift : new int[] {0, 1, 3}) {
        var memories =
            List.of(MemorySegment.ofArray(new byte[length + 8]), arena.allocate(length + 8L, 8));
        for (MemorySegment from : memories) {
          for (MemorySegment into : memories) {
            fromOneToTheOther(sender, from, shift, receiver, into, length);
          }
        }
      }
    }
  }

  private void fromOneToTheOther(
      Sender sender,
      MemorySegment from,
      int shift,
      Receiver receiver,
      MemorySegment into,
      int length)
      throws Exception {
    Messages messages = rig().messages(length, length);
    messages.write(0, from, shift);
    rig().run("send " + length + " bytes", () -> sender.send(from, shift, length));
    from.fill((byte) 0x55); // the caller may reuse it
    into.fill((byte) 0x55);
    assertThat(receiver.receive(into)).as("length").isEqualTo(length);
    messages.check(0, into, 0, length);
    for (long i = length; i < into.byteSize(); i++) {
      assertThat(into.get(ValueLayout.JAVA_BYTE, i))
          .as("byte %d behind a message of %d", i, length)
          .isEqualTo((byte) 0x55);
    }
  }

  @Test
  @DisplayName(
      "2 an array, a buffer and a text arrive whole; the buffer's position says what was sent")
  default void comfortableForms() throws Exception {
    Receiver receiver = rig().receiver();
    Sender sender = rig().sender();
    sender.send(new byte[] {1, 2, 3});
    assertThat(receiver.receive()).containsExactly(1, 2, 3);
    assertThat(sender.offer(new byte[0])).isTrue();
    assertThat(receiver.receive()).isEmpty();
    sender.send("Grüße, 世界 \uD83D\uDC0C");
    assertThat(receiver.receiveString()).isEqualTo("Grüße, 世界 \uD83D\uDC0C");
    for (ByteBuffer buffer : List.of(ByteBuffer.allocate(9), ByteBuffer.allocateDirect(9))) {
      buffer.put(new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8}).limit(7).position(3);
      sender.send(buffer.asReadOnlyBuffer());
      assertThat(receiver.receive()).containsExactly(3, 4, 5, 6);
      assertThat(sender.offer(buffer)).isTrue();
      assertThat(buffer.position()).isEqualTo(7);
      assertThat(receiver.receive()).containsExactly(3, 4, 5, 6);
    }
  }

  @Test
  @DisplayName("2 a buffer that was not sent keeps its position")
  default void refusedBufferKeepsItsPosition() throws Exception {
    rig().receiver("capacity=64KiB");
    Sender sender = rig().sender();
    new Outgoing(sender, rig().messages(100, 100)).fill();
    ByteBuffer buffer = ByteBuffer.allocate(110).position(10);
    assertThat(sender.offer(buffer)).isFalse();
    assertThat(buffer.position()).isEqualTo(10);
  }

  @Test
  @DisplayName("2 messages of random lengths go around the medium many times, unchanged")
  default void randomLengths() throws Exception {
    Receiver receiver = rig().receiver("capacity=64KiB");
    Messages messages = rig().messages(0, Math.toIntExact(receiver.maxMessage()));
    Outgoing out = new Outgoing(rig().sender(), messages);
    Incoming in = new Incoming(receiver, messages);
    SplittableRandom random = rig().random();
    while (out.next() < 20_000) {
      for (int i = random.nextInt(32); i > 0 && out.offer(); i--) {}
      in.receiver().poll(in, 1 + random.nextInt(32));
    }
    in.receiveUpTo(out.next());
    in.expectNothing();
  }

  @Test
  @DisplayName("2 streams carry bytes across messages to the end")
  default void streams() throws Exception {
    Receiver receiver = rig().receiver("capacity=64KiB");
    Sender sender = rig().sender();
    byte[] bytes = new byte[300_000];
    rig().random().nextBytes(bytes);
    var reading = rig().start("read a stream", () -> readAll(receiver));
    try (OutputStream out = sender.outputStream()) {
      for (int i = 0; i < bytes.length; ) {
        int part = Math.min(bytes.length - i, rig().random().nextInt(5000));
        out.write(bytes, i, part);
        i += part;
      }
    }
    assertThat(reading.join()).isEqualTo(bytes);
  }

  private static byte[] readAll(Receiver receiver) throws Exception {
    try (InputStream in = receiver.inputStream()) {
      return in.readAllBytes();
    }
  }

  @Test
  @DisplayName("2 a handler can read exactly its message, and cannot write")
  default void handlersReadOnly() throws Exception {
    Receiver receiver = rig().receiver();
    rig().sender().send(new byte[] {1, 2, 3});
    int taken =
        receiver.receive(
            (segment, offset, length) -> {
              assertThat(length).isEqualTo(3);
              assertThat(segment.byteSize()).isGreaterThanOrEqualTo(offset + length);
              assertThat(segment.isReadOnly()).as("read-only").isTrue();
            },
            1);
    assertThat(taken).isEqualTo(1);
  }
}
