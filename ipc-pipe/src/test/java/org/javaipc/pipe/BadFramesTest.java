package org.javaipc.pipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.javaipc.CorruptChannelException;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.PeerDiedException;
import org.javaipc.Receiver;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Whatever bytes a peer writes, the reader gets a message or a typed error. */
class BadFramesTest {
  private static long descriptors() throws Exception {
    try (var entries = Files.list(Path.of("/proc/self/fd"))) {
      return entries.count();
    }
  }

  private static ByteBuffer frame(int length) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(0, length);
  }

  private static Receiver receiver(AnonymousPipe pipe) throws Exception {
    return Ipc.receiver(
        "pipe:child?pid=%d&in=%d".formatted(ProcessHandle.current().pid(), pipe.reader().fd()));
  }

  @Test
  @DisplayName("a length of -1, 2^31-1, or garbage is an error from then on; nothing is leaked")
  void lengthsThatAreNone() throws Exception {
    readLengthsThatAreNone(); // what is kept for the next wait is made once
    long before = descriptors();
    readLengthsThatAreNone();
    assertThat(descriptors()).as("one leaked by each would be five more").isLessThan(before + 5);
  }

  private static void readLengthsThatAreNone() throws Exception {
    for (int length :
        List.of(-1, Integer.MAX_VALUE, Integer.MIN_VALUE, (1 << 20) + 1, 0x6f6c6c65)) {
      try (AnonymousPipe pipe = AnonymousPipe.open();
          Receiver receiver = receiver(pipe)) {
        pipe.writer().write(frame(3));
        pipe.writer().write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        pipe.writer().write(frame(length));
        assertThat(receiver.receive()).containsExactly(1, 2, 3);
        for (int i = 0; i < 3; i++) {
          assertThatThrownBy(receiver::receive)
              .as("length=%d", length)
              .isInstanceOf(CorruptChannelException.class)
              .hasMessageContaining("length=" + length)
              .hasMessageContaining("maxMessage=" + (1 << 20));
        }
      }
    }
  }

  @Test
  @DisplayName("a stream cut in the middle of a frame is a death, and nothing half is delivered")
  void streamCutInTheMiddleOfAMessage() throws Exception {
    for (int cut : List.of(1, 3, 4, 5, 99)) {
      try (AnonymousPipe pipe = AnonymousPipe.open();
          Receiver receiver = receiver(pipe)) {
        ByteBuffer whole = ByteBuffer.allocate(104).order(ByteOrder.LITTLE_ENDIAN).putInt(0, 100);
        pipe.writer().write(whole.limit(cut));
        PipeRowsTest.closeNow(pipe);
        assertThatThrownBy(receiver::receive)
            .as("cut behind %d bytes", cut)
            .isInstanceOf(PeerDiedException.class)
            .hasMessageContaining("middle of a message");
        assertThat(receiver.receive()).isNull();
      }
    }
  }

  @Test
  @DisplayName("random bytes are messages or typed errors, and nothing is leaked")
  void randomBytesAreMessagesOrTypedErrors() throws Exception {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    long before = descriptors();
    for (int round = 0; round < 1000; round++) {
      try (AnonymousPipe pipe = AnonymousPipe.open();
          Receiver receiver = receiver(pipe)) {
        byte[] noise = new byte[random.nextInt(1, 200)];
        random.nextBytes(noise);
        if (random.nextBoolean() && noise.length > 4) {
          ByteBuffer.wrap(noise).order(ByteOrder.LITTLE_ENDIAN).putInt(0, random.nextInt(300));
        }
        pipe.writer().write(ByteBuffer.wrap(noise));
        PipeRowsTest.closeNow(pipe);
        readToTheEnd(receiver, seed);
      }
    }
    assertThat(descriptors()).as("after 1,000 pipes").isLessThan(before + 100);
  }

  private static void readToTheEnd(Receiver receiver, long seed) throws Exception {
    try {
      while (receiver.receive() != null) {
        assertThat(receiver.isEnded()).as("seed=%d", seed).isFalse();
      }
    } catch (IpcException e) {
      assertThat(e)
          .as("seed=%d", seed)
          .isInstanceOfAny(CorruptChannelException.class, PeerDiedException.class);
    }
  }
}
