package org.javaipc.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.javaipc.ChannelClosedException;
import org.javaipc.ConnectTimeoutException;
import org.javaipc.ConnectionResetException;
import org.javaipc.PeerClosedException;
import org.javaipc.SystemCallException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A connection, against the kernel. */
class UnixSocketTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path folder;

  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void endThreads() {
    threads.shutdownNow();
  }

  @Test
  @DisplayName("U2 after the peer has closed what it wrote is read, and then the end of the stream")
  void closedPeerIsTheEndOfTheStream() throws Exception {
    UnixSocket.Pair pair = UnixSocket.pair();
    try (UnixSocket reader = pair.first()) {
      pair.second().write(Bytes.of("last words"));
      pair.second().close();
      assertThat(Bytes.read(reader, 10)).isEqualTo("last words");
      MemorySegment room = Bytes.room(10);
      assertThat(reader.read(room)).isEqualTo(UnixSocket.END_OF_STREAM);
      assertThat(reader.tryRead(room)).isEqualTo(UnixSocket.END_OF_STREAM);
      assertThatThrownBy(() -> reader.write(Bytes.of("x")))
          .isInstanceOf(PeerClosedException.class)
          .hasMessageContaining("EPIPE");
    }
  }

  @Test
  @DisplayName("U2 a peer that closes without reading everything is a reset, a typed error")
  void resetIsTyped() throws Exception {
    UnixSocket.Pair pair = UnixSocket.pair();
    try (UnixSocket reader = pair.first()) {
      reader.write(Bytes.of("nobody reads this"));
      pair.second().close();
      assertThatThrownBy(() -> reader.read(Bytes.room(10)))
          .isInstanceOf(ConnectionResetException.class)
          .hasMessageContaining("ECONNRESET")
          .hasMessageContaining("without reading");
    }
  }

  @Test
  @DisplayName("U2 each direction ends by itself")
  void directionsEndByThemselves() throws Exception {
    UnixSocket.Pair pair = UnixSocket.pair();
    try (UnixSocket first = pair.first();
        UnixSocket second = pair.second()) {
      first.shutdownOutput();
      assertThat(second.read(Bytes.room(1))).isEqualTo(UnixSocket.END_OF_STREAM);
      second.write(Bytes.of("still here"));
      assertThat(Bytes.read(first, 10)).isEqualTo("still here");
      first.shutdownInput();
      assertThatThrownBy(() -> second.write(Bytes.of("x"))).isInstanceOf(PeerClosedException.class);
    }
  }

  @Test
  @DisplayName("U3 connecting where nobody listens, or to another kind of socket, is a typed error")
  void connectingInVain() throws Exception {
    UnixSocketAddress address = UnixSocketAddress.of(folder.resolve("s"));
    assertThatThrownBy(() -> UnixSocket.connect(address, Duration.ofMillis(1)))
        .isInstanceOf(ConnectTimeoutException.class)
        .hasMessageContaining(address.text());
    try (UnixDatagramSocket other = UnixDatagramSocket.bind(address, UnixServerOptions.DEFAULT)) {
      assertThatThrownBy(() -> UnixSocket.connect(address, LONG))
          .isInstanceOf(SystemCallException.class)
          .hasMessageContaining(other.toString())
          .hasMessageContaining("another kind");
    }
  }

  @Test
  void clientWaitsForItsServer() throws Exception {
    UnixSocketAddress address = UnixSocketAddress.of(folder.resolve("s"));
    Future<UnixSocket> client = threads.submit(() -> UnixSocket.connect(address, LONG));
    try (UnixServerSocket server = UnixServerSocket.bind(address)) {
      server.accept(LONG).close();
      client.get().close();
    }
  }

  @Test
  void arraysAndNativeMemoryAreCarriedWhole() throws Exception {
    byte[] sent = new byte[3_000_000];
    for (int i = 0; i < sent.length; i++) {
      sent[i] = (byte) (i * 31 + i / 1000);
    }
    UnixSocket.Pair pair = UnixSocket.pair();
    try (UnixSocket reader = pair.first();
        UnixSocket writer = pair.second()) {
      Future<?> writing =
          threads.submit(() -> {
            writer.write(MemorySegment.ofArray(sent));
            MemorySegment copy = Bytes.room(sent.length);
            MemorySegment.copy(sent, 0, copy, ValueLayout.JAVA_BYTE, 0, sent.length);
            writer.write(copy);
            return null;
          });
      for (boolean array : new boolean[] {true, false}) {
        MemorySegment into =
            array ? MemorySegment.ofArray(new byte[sent.length]) : Bytes.room(sent.length);
        for (long done = 0; done < sent.length; ) {
          done += reader.read(into.asSlice(done));
        }
        assertThat(into.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(sent);
      }
      writing.get();
    }
  }

  @Test
  void writingWaitsForRoomAndNeverDrops() throws Exception {
    UnixSocket.Pair pair = UnixSocket.pair();
    try (UnixSocket reader = pair.first();
        UnixSocket writer = pair.second()) {
      MemorySegment block = Bytes.room(4096);
      long written = 0;
      for (long taken; (taken = writer.tryWrite(block)) > 0; ) {
        written += taken;
      }
      Future<?> more =
          threads.submit(() -> {
            writer.write(block);
            writer.shutdownOutput();
            return null;
          });
      long read = 0;
      for (long n; (n = reader.read(block)) > 0; ) {
        read += n;
      }
      more.get();
      assertThat(read).isEqualTo(written + 4096);
    }
  }

  @Test
  void waitingEndsByInterruptDeadlineAndClose() throws Exception {
    UnixSocket.Pair pair = UnixSocket.pair();
    MemorySegment room = Bytes.room(1);
    assertThat(pair.first().read(room, Duration.ofMillis(1))).isEqualTo(UnixSocket.TIMED_OUT);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> pair.first().read(room)).isInstanceOf(InterruptedException.class);
    pair.second().write(Bytes.of("x"));
    assertThat(Bytes.read(pair.first(), 1)).isEqualTo("x");
    for (boolean virtual : new boolean[] {false, true}) {
      UnixSocket.Pair other = UnixSocket.pair();
      var failure = new java.util.concurrent.CompletableFuture<Throwable>();
      Runnable wait =
          () -> {
            try {
              other.first().read(Bytes.room(1));
            } catch (Exception e) {
              failure.complete(e);
            }
          };
      Thread thread = virtual ? Thread.ofVirtual().start(wait) : Thread.ofPlatform().start(wait);
      while (thread.getState() == Thread.State.NEW) {
        Thread.onSpinWait();
      }
      other.first().close();
      assertThat(failure.get()).isInstanceOf(ChannelClosedException.class);
      other.second().close();
    }
    pair.first().close();
    pair.second().close();
    assertThatThrownBy(() -> pair.first().peer()).isInstanceOf(ChannelClosedException.class);
  }
}
