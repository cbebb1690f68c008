package org.javaipc.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.javaipc.Address;
import org.javaipc.Channel;
import org.javaipc.CorruptChannelException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.spi.ChannelOptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes to the socket of a channel from somebody who is not a sender of it. */
class HostileSenderTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path folder;

  private Channel channel() throws Exception {
    Address address = Address.parse("unix:" + folder.resolve("s") + "?end=never");
    return new UnixProvider().channel(address, ChannelOptions.of(address, Set.of()));
  }

  private UnixSocket stranger() throws Exception {
    return UnixSocket.connect(UnixSocketAddress.of(folder.resolve("s")), LONG);
  }

  private static MemorySegment frame(int length, String text) {
    MemorySegment all = Bytes.room(4 + text.length());
    all.set(ValueLayout.JAVA_INT_UNALIGNED, 0, length);
    all.asSlice(4).copyFrom(Bytes.of(text));
    return all;
  }

  @Test
  @DisplayName("U2 garbage is CorruptChannelException once, and the senders go on")
  void garbage() throws Exception {
    try (Receiver receiver = channel().receiver();
        Sender sender = channel().sender()) {
      for (int length : new int[] {Integer.MAX_VALUE, -1, 0x2054_4547}) {
        sender.send("before");
        assertThat(receiver.receiveString()).isEqualTo("before");
        try (UnixSocket stranger = stranger()) {
          stranger.write(frame(length, "IPCclose"));
          assertThatThrownBy(() -> receiver.receive())
              .isInstanceOf(CorruptChannelException.class)
              .hasMessageContaining("length=" + length);
          sender.send("after");
          assertThat(receiver.receiveString()).isEqualTo("after");
        }
      }
      assertThat(receiver.diedSenders()).isZero();
    }
  }

  @Test
  @DisplayName("U2 half a frame and the end of its stream show nothing, and the senders go on")
  void endInMidFrame() throws Exception {
    try (Receiver receiver = channel().receiver();
        Sender sender = channel().sender()) {
      for (MemorySegment half : new MemorySegment[] {frame(100, "abc"), Bytes.of("ab")}) {
        try (UnixSocket stranger = stranger()) {
          stranger.write(half);
          assertThat(receiver.awaitReady(Duration.ofMillis(20))).isFalse();
        }
        assertThat(receiver.awaitReady(Duration.ofMillis(20))).isFalse();
        sender.send("after");
        assertThat(receiver.receiveString()).isEqualTo("after");
      }
      assertThat(receiver.diedSenders()).isZero();
    }
  }
}
