package org.javaipc.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.javaipc.ChannelBusyException;
import org.javaipc.ConnectTimeoutException;
import org.javaipc.MessageTooLongException;
import org.javaipc.PeerClosedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Datagrams, against the kernel. */
class UnixDatagramSocketTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path folder;

  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void endThreads() {
    threads.shutdownNow();
  }

  private UnixSocketAddress at(String name) {
    return UnixSocketAddress.of(folder.resolve(name));
  }

  @Test
  @DisplayName("U5 datagrams keep their boundaries, empty ones too")
  void boundariesAreKept() throws Exception {
    try (UnixDatagramSocket receiver = UnixDatagramSocket.bind(at("d"), UnixServerOptions.DEFAULT);
        UnixDatagramSocket sender = UnixDatagramSocket.connect(at("d"), LONG)) {
      MemorySegment room = Bytes.room(1000);
      for (int size : new int[] {0, 1, 999, 1000, 0}) {
        sender.send(Bytes.room(size));
      }
      for (int size : new int[] {0, 1, 999, 1000, 0}) {
        assertThat(receiver.receive(room, LONG)).isEqualTo(size);
      }
      assertThat(receiver.tryReceive(room)).isEqualTo(UnixDatagramSocket.TIMED_OUT);
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  @DisplayName("U5 a full queue is back-pressure: sending waits, and everything comes, in order")
  void fullQueueIsBackPressure() throws Exception {
    try (UnixDatagramSocket receiver = UnixDatagramSocket.bind(at("d"), UnixServerOptions.DEFAULT);
        UnixDatagramSocket sender = UnixDatagramSocket.connect(at("d"), LONG)) {
      int queued = 0;
      while (sender.trySend(Bytes.of(Integer.toString(queued)))) {
        queued++;
      }
      int first = queued;
      int all = first + 10_000;
      Future<?> sending =
          threads.submit(() -> {
            for (int i = first; i < all; i++) {
              sender.send(Bytes.of(Integer.toString(i)));
            }
            return null;
          });
      MemorySegment room = Bytes.room(10);
      for (int i = 0; i < all; i++) {
        long length = receiver.receive(room, LONG);
        assertThat(Bytes.text(room, length)).isEqualTo(Integer.toString(i));
      }
      sending.get();
    }
  }

  @Test
  @DisplayName("U5 a datagram that is too long is an error with length and limit, on both sides")
  void tooLongIsTyped() throws Exception {
    try (UnixDatagramSocket receiver = UnixDatagramSocket.bind(at("d"), UnixServerOptions.DEFAULT);
        UnixDatagramSocket sender = UnixDatagramSocket.connect(at("d"), LONG)) {
      assertThatThrownBy(() -> sender.send(Bytes.room(8 << 20)))
          .isInstanceOf(MessageTooLongException.class)
          .hasMessageContaining(Integer.toString(8 << 20));
      sender.send(Bytes.room(100));
      sender.send(Bytes.of("next"));
      MemorySegment room = Bytes.room(99);
      assertThatThrownBy(() -> receiver.receive(room, LONG))
          .isInstanceOf(MessageTooLongException.class);
      assertThat(receiver.receive(room, LONG)).isEqualTo(4);
    }
  }

  @Test
  @DisplayName("U5 a receiver that is gone is a typed error, and its leftover is taken over")
  void goneReceiver() throws Exception {
    UnixDatagramSocket receiver = UnixDatagramSocket.bind(at("d"), UnixServerOptions.DEFAULT);
    try (UnixDatagramSocket sender = UnixDatagramSocket.connect(at("d"), LONG)) {
      assertThatThrownBy(() -> UnixDatagramSocket.bind(at("d"), UnixServerOptions.DEFAULT))
          .isInstanceOf(ChannelBusyException.class);
      receiver.close();
      assertThatThrownBy(() -> sender.send(Bytes.of("x"))).isInstanceOf(PeerClosedException.class);
    }
    assertThatThrownBy(() -> UnixDatagramSocket.connect(at("d"), Duration.ZERO))
        .isInstanceOf(ConnectTimeoutException.class);
  }
}
