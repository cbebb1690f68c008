package org.javaipc.objects;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.time.Duration;
import org.javaipc.Connection;
import org.javaipc.Ipc;
import org.javaipc.Sender;
import org.javaipc.Server;
import org.javaipc.socket.UnixSocket;
import org.javaipc.socket.UnixSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** More clients that make no sense, one after the other, than a server survives failures of its own. */
@Timeout(180)
class CorruptClientsTest {
  private static final int CLIENTS = 130;
  private static final byte[] NONSENSE = "this is not how one connects".getBytes(UTF_8);

  @TempDir Path folder;

  private String address(String scheme) {
    return scheme + ":s?connect=60s&dir=" + folder;
  }

  @ParameterizedTest
  @ValueSource(strings = {"shm", "sysv", "mq", "sysvmq", "fifo", "unixgram"})
  void nonsenseAtTheDoorIsCountedAndTheServerServesOn(String scheme) throws Exception {
    try (Server server = Ipc.listen(address(scheme))) {
      for (int i = 0; i < CLIENTS; i++) {
        long counted = server.refused();
        try (Sender client = Ipc.sender(address(scheme))) {
          client.send(NONSENSE);
          awaitCounted(server, counted);
        }
      }
      assertServes(server, scheme);
    }
  }

  @Test
  void nonsenseOnASocketIsCountedAndTheServerServesOn() throws Exception {
    String path = folder.resolve("s.unix").toString();
    try (Server server = Ipc.listen(address("unix"));
        Arena arena = Arena.ofConfined()) {
      for (int i = 0; i < CLIENTS; i++) {
        long counted = server.refused();
        try (UnixSocket client = UnixSocket.connect(UnixSocketAddress.of(Path.of(path)))) {
          client.write(arena.allocateFrom("this is not how one connects"));
          awaitCounted(server, counted);
        }
      }
      assertServes(server, "unix");
    }
  }

  private static void awaitCounted(Server server, long before) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> server.refused() > before);
  }

  private void assertServes(Server server, String scheme) throws Exception {
    try (Connection client = Ipc.connect(address(scheme));
        Connection served = server.accept()) {
      client.sender().send("hello");
      assertThat(served.receiver().receiveString()).isEqualTo("hello");
    }
  }
}
