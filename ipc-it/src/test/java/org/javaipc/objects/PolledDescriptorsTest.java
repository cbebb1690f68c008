package org.javaipc.objects;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.javaipc.Poller;
import org.javaipc.pipe.AnonymousPipe;
import org.javaipc.pipe.PipeReader;
import org.javaipc.pipe.PipeWriter;
import org.javaipc.process.Child;
import org.javaipc.process.PipeInput;
import org.javaipc.process.Redirect;
import org.javaipc.process.Spawn;
import org.javaipc.socket.UnixDatagramSocket;
import org.javaipc.socket.UnixServerOptions;
import org.javaipc.socket.UnixServerSocket;
import org.javaipc.socket.UnixSocket;
import org.javaipc.socket.UnixSocketAddress;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Descriptors in a {@link Poller}: pipes, sockets, and what a child writes. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class PolledDescriptorsTest {
  private static final Duration SHORT = Duration.ofMillis(10);
  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir Path folder;

  private static void await(Poller poller) throws Exception {
    while (poller.size() > 0) {
      poller.await(LONG);
    }
  }

  private static MemorySegment bytes(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(MemorySegment segment, long length) {
    return new String(
        segment.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
  }

  @Test
  @DisplayName("a pipe is ready when there are bytes, and at its end")
  void aPipe() throws Exception {
    List<Integer> read = new ArrayList<>();
    try (AnonymousPipe pipe = AnonymousPipe.open();
        Poller poller = new Poller()) {
      PipeReader reader = pipe.reader();
      assertThat(reader.awaitReady(SHORT)).isFalse();
      poller.add(
          reader,
          () -> {
            int count = reader.tryRead(ByteBuffer.allocate(8));
            read.add(count);
            if (count == PipeReader.END_OF_STREAM) {
              poller.remove(reader);
            }
          });
      assertThat(poller.poll()).isZero();
      try (PipeWriter writer = pipe.writer()) {
        writer.write(ByteBuffer.allocate(3));
        while (read.isEmpty()) {
          poller.await(LONG);
        }
      }
      await(poller);
    }
    assertThat(read).containsExactly(3, PipeReader.END_OF_STREAM);
  }

  @Test
  @DisplayName("one thread accepts connections and reads from them and from datagrams")
  void sockets() throws Exception {
    UnixSocketAddress stream = UnixSocketAddress.of(folder.resolve("s"));
    UnixSocketAddress datagrams = UnixSocketAddress.of(folder.resolve("d"));
    List<String> got = new ArrayList<>();
    MemorySegment room = MemorySegment.ofArray(new byte[64]);
    try (UnixServerSocket server = UnixServerSocket.bind(stream);
        UnixDatagramSocket mail = UnixDatagramSocket.bind(datagrams, UnixServerOptions.DEFAULT);
        Poller poller = new Poller()) {
      assertThat(server.awaitReady(SHORT)).isFalse();
      assertThat(mail.awaitReady(SHORT)).isFalse();
      poller.add(
          server,
          () -> {
            UnixSocket accepted = server.poll();
            poller.remove(server);
            poller.add(
                accepted,
                () -> {
                  long length = accepted.tryRead(room);
                  if (length == UnixSocket.END_OF_STREAM) {
                    poller.remove(accepted);
                    accepted.close();
                  } else {
                    got.add(text(room, length));
                  }
                });
          });
      poller.add(
          mail,
          () -> {
            got.add(text(room, mail.tryReceive(room)));
            poller.remove(mail);
          });
      try (UnixSocket client = UnixSocket.connect(stream);
          UnixDatagramSocket sender = UnixDatagramSocket.connect(datagrams, LONG)) {
        client.write(bytes("bytes"));
        sender.send(bytes("datagram"));
        while (got.size() < 2) {
          poller.await(LONG);
        }
      }
      await(poller);
    }
    assertThat(got).containsExactlyInAnyOrder("bytes", "datagram");
  }

  @Test
  @DisplayName("what a child writes is ready when there is some, and at its end")
  void aChild() throws Exception {
    StringBuilder said = new StringBuilder();
    Child child = Spawn.of("/bin/echo", "hello").descriptor(1, Redirect.read()).start();
    try (PipeInput output = child.inputFrom(1);
        Poller poller = new Poller()) {
      byte[] room = new byte[64];
      poller.add(
          output,
          () -> {
            int count = read(output, room);
            if (count < 0) {
              poller.remove(output);
            } else {
              said.append(new String(room, 0, count, StandardCharsets.UTF_8));
            }
          });
      await(poller);
    }
    assertThat(said.toString()).isEqualTo("hello\n");
    assertThat(child.waitFor().isSuccess()).isTrue();
  }

  private static int read(PipeInput output, byte[] room) {
    try {
      return output.read(room);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
