package org.javaipc.fuzz;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.javaipc.Connection;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.Receiver;
import org.javaipc.Server;
import org.javaipc.socket.UnixDatagramSocket;
import org.javaipc.socket.UnixSocket;
import org.javaipc.socket.UnixSocketAddress;

/** What a stranger sends to a socket: to a server before it is a client, or to a receiver. */
final class SocketTarget implements Decoder.Target {
  private static final int ROOM = 1 << 15;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Workshop workshop = new Workshop();
  private final To to;

  /** Who reads it. */
  enum To {
    SERVER("unix", ""),
    RECEIVER("unix", "&end=never"),
    DATAGRAMS("unixgram", "&end=never");

    private final String scheme;
    private final String options;

    To(String scheme, String options) {
      this.scheme = scheme;
      this.options = options;
    }
  }

  SocketTarget(To to) {
    this.to = to;
  }

  @Override
  public List<byte[]> seeds() {
    return Stream.concat(
            Stream.of("IPCclose", "IPC", "JAVAIPC1").map(t -> t.getBytes(StandardCharsets.UTF_8)),
            Stream.of(FrameTarget.frame(3, 3), FrameTarget.frame(-1, 8)))
        .toList();
  }

  @Override
  public void read(byte[] input) throws Exception {
    String address = workshop.address(to.scheme, "x", to.options);
    try {
      if (to == To.SERVER) {
        serve(address, input);
      } else {
        receive(address, input);
      }
    } catch (IpcException e) {
      // told, and typed
    } finally {
      workshop.empty();
    }
  }

  private void serve(String address, byte[] input) throws Exception {
    try (Server listening = Ipc.listen(address)) {
      speak(input);
      Connection connection = listening.accept(Duration.ofMillis(2));
      if (connection != null) {
        try (connection) {
          connection.receiver().receive((segment, offset, length) -> {}, 10, Duration.ofMillis(1));
        }
      }
    }
  }

  private void receive(String address, byte[] input) throws Exception {
    try (Receiver receiver = Ipc.receiver(address)) {
      speak(input);
      for (int i = 0; i < 3; i++) {
        receiver.receive((segment, offset, length) -> {}, 10, Duration.ofMillis(1));
      }
    }
  }

  private void speak(byte[] input) throws Exception {
    UnixSocketAddress socket = UnixSocketAddress.of(socket());
    int length = Math.min(input.length, ROOM);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(Math.max(1, length)).asSlice(0, length);
      MemorySegment.copy(input, 0, bytes, ValueLayout.JAVA_BYTE, 0, length);
      if (to == To.DATAGRAMS) {
        try (UnixDatagramSocket stranger = UnixDatagramSocket.connect(socket, PATIENCE)) {
          stranger.trySend(bytes);
        }
      } else {
        try (UnixSocket stranger = UnixSocket.connect(socket, PATIENCE)) {
          if (length > 0) {
            stranger.write(bytes);
          }
        }
      }
    }
  }

  private Path socket() throws Exception {
    try (Stream<Path> all = Files.list(workshop.directory())) {
      return all.filter(path -> !Files.isRegularFile(path) && !Files.isDirectory(path))
          .findFirst()
          .orElseThrow();
    }
  }

  @Override
  public void close() throws IOException {
    workshop.close();
  }
}
