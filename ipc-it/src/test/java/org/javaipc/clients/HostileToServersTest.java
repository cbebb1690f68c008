package org.javaipc.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.javaipc.Connection;
import org.javaipc.Ipc;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.Server;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes instead of a client: a server in Java, Python or C refuses it, as docs/format.md says, and goes on. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileToServersTest {
  private static final int TALKS = 20;
  private static final String ID = "abcdefghij234567klmn";

  @TempDir Path folder;

  private interface Step {
    void run() throws Exception;
  }

  /** Runs a server of one client, after something hostile, and is that client. */
  private void serve(String language, String address, Step hostile) throws Exception {
    if (language.equals("JAVA")) {
      try (Server server = Ipc.listen(address)) {
        hostile.run();
        Thread echo = Thread.ofPlatform().daemon().start(() -> echo(server));
        talk(address);
        assertThat(echo.join(Duration.ofSeconds(30))).isTrue();
      }
      return;
    }
    try (PeerProgram peer = PeerProgram.start(Client.valueOf(language))) {
      peer.tell("serve", address, 0, Wave.LIMIT);
      peer.expect("open");
      hostile.run();
      talk(address);
      peer.expect("served " + TALKS);
      peer.tell("go");
      peer.expect("done");
    }
  }

  private static void echo(Server server) {
    try (Connection connection =
        Objects.requireNonNull(server.accept(Duration.ofSeconds(30)), "no client")) {
      for (byte[] message; (message = connection.receiver().receive()) != null; ) {
        connection.sender().send(message);
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void talk(String address) throws Exception {
    try (Connection connection = Ipc.connect(address)) {
      for (int i = 0; i < TALKS; i++) {
        connection.sender().send(Wave.message(i));
        assertThat(connection.receiver().receive()).isEqualTo(Wave.message(i));
      }
      connection.sender().close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"JAVA", "PYTHON", "C"})
  @DisplayName("unix: who answers the greeting with something else, or with half of it, is cut off")
  void garbledGreeting(String language) throws Exception {
    String address = "unix:desk?maxMessage=%d&dir=%s".formatted(Wave.LIMIT, folder);
    serve(
        language,
        address,
        () -> {
          for (String word : new String[] {"IPCstray", "nonsense and more of it", "IPC"}) {
            try (SocketChannel stranger = SocketChannel.open(StandardProtocolFamily.UNIX)) {
              stranger.connect(UnixDomainSocketAddress.of(folder.resolve("desk.unix")));
              readWelcome(stranger);
              stranger.write(ByteBuffer.wrap(word.getBytes(StandardCharsets.US_ASCII)));
              if (!word.equals("IPC")) {
                assertCutOff(stranger);
              }
            }
          }
        });
  }

  private static void readWelcome(SocketChannel stranger) throws Exception {
    ByteBuffer length = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    readFully(stranger, length);
    ByteBuffer answer = ByteBuffer.allocate(length.getInt(0)).order(ByteOrder.LITTLE_ENDIAN);
    readFully(stranger, answer);
    assertThat(new String(answer.array(), 0, 8, StandardCharsets.US_ASCII)).isEqualTo("IPCreply");
    assertThat(answer.getInt(8)).isZero();
    assertThat(answer.getLong(24)).isEqualTo(Wave.LIMIT);
  }

  private static void readFully(SocketChannel channel, ByteBuffer to) throws Exception {
    while (to.hasRemaining()) {
      assertThat(channel.read(to)).as("bytes read of an answer").isPositive();
    }
  }

  /** The end of the stream, or a reset where the server had not read all that was sent. */
  private static void assertCutOff(SocketChannel stranger) {
    int read;
    try {
      read = stranger.read(ByteBuffer.allocate(1));
    } catch (IOException e) {
      read = -1;
    }
    assertThat(read).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"JAVA", "PYTHON", "C"})
  @DisplayName("shm: what is no hello is ignored, and one of another version is told so")
  void helloOfAnotherVersion(String language) throws Exception {
    String address = "shm:desk?maxMessage=%d&dir=%s".formatted(Wave.LIMIT, folder);
    serve(
        language,
        address,
        () -> {
          try (Receiver answers =
                  Ipc.receiver(
                      "shm:desk.%s.hi?capacity=4KiB&maxMessage=512&senders=1&dir=%s"
                          .formatted(ID, folder));
              Sender stranger = Ipc.sender("shm:desk?connect=10s&dir=" + folder)) {
            stranger.send("this is no hello");
            stranger.send(hello(1, "AN ID OF WRONG SIGNS"));
            stranger.send(hello(2, ID));
            byte[] answer = new byte[0];
            while (answer.length == 0) { // which only say that the server lives
              answer = Objects.requireNonNull(answers.receive(), "no answer");
            }
            assertThat(ByteBuffer.wrap(answer).order(ByteOrder.LITTLE_ENDIAN).getInt(8))
                .isEqualTo(3);
            assertThat(new String(answer, 32, answer.length - 32, StandardCharsets.UTF_8))
                .isEqualTo(
                    "it uses version 2 of the handshake, this server version 1; use the same release of javaipc at both ends");
          }
        });
    assertThat(Files.exists(folder.resolve("desk.shm"))).isFalse();
  }

  private static byte[] hello(int version, String id) {
    return ByteBuffer.allocate(12 + id.length())
        .order(ByteOrder.LITTLE_ENDIAN)
        .put("IPChello".getBytes(StandardCharsets.US_ASCII))
        .putInt(version)
        .put(id.getBytes(StandardCharsets.US_ASCII))
        .array();
  }
}
