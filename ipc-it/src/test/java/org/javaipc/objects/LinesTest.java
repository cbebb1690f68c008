package org.javaipc.objects;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.lang.foreign.ValueLayout;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.javaipc.Address;
import org.javaipc.Claim;
import org.javaipc.Connection;
import org.javaipc.CorruptChannelException;
import org.javaipc.EndMetrics;
import org.javaipc.EndRole;
import org.javaipc.InvalidAddressException;
import org.javaipc.Ipc;
import org.javaipc.IpcMetrics;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.Server;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code framing=lines}: programs that do not use this library send and get lines. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LinesTest {
  @TempDir Path folder;

  private Address address(String scheme) {
    return Address.of(scheme, folder.resolve("x").toString()).with("framing", "lines");
  }

  private WritableByteChannel program(String scheme) throws Exception {
    Path path = folder.resolve("x");
    if (scheme.equals("fifo")) {
      return FileChannel.open(path, StandardOpenOption.WRITE);
    }
    SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
    socket.connect(UnixDomainSocketAddress.of(path));
    return socket;
  }

  private static void write(WritableByteChannel program, String text) throws Exception {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
    while (bytes.hasRemaining()) {
      program.write(bytes);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fifo", "unix"})
  @DisplayName(
      "each line is a message, however its bytes come, and the last one needs no line feed")
  void eachLineIsAMessage(String scheme) throws Exception {
    String longLine = "x".repeat(200_000);
    try (Receiver receiver = Ipc.receiver(address(scheme))) {
      FutureTask<Void> writing =
          new FutureTask<>(() -> {
            try (WritableByteChannel program = program(scheme)) {
              write(program, "o");
              write(program, "ne\n\ntwo\r\n");
              write(program, longLine + "\nlast");
            }
            return null;
          });
      Thread.startVirtualThread(writing);
      List<String> lines = new ArrayList<>();
      receiver.forEach(line -> lines.add(new String(line, UTF_8)));
      assertThat(lines).containsExactly("one", "", "two\r", longLine, "last");
      writing.get();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "never"})
  @DisplayName("a line over maxMessage is a typed error, nothing of it arrives, and the next does")
  void aLineThatIsTooLongIsRefused(String end) throws Exception {
    Address address = address("fifo").with("maxMessage", "8");
    try (Receiver receiver = Ipc.receiver(end.isEmpty() ? address : address.with("end", end));
        WritableByteChannel program = program("fifo")) {
      write(program, "12345678\n123456789\nnext\n");
      assertThat(receiver.receiveString()).isEqualTo("12345678");
      assertTooLong(receiver);
      assertThat(receiver.receiveString()).isEqualTo("next");
      write(program, "x".repeat(30));
      assertTooLong(receiver);
      write(program, "x".repeat(30_000));
      assertThat(receiver.poll((segment, offset, length) -> {}, 1)).isZero();
      write(program, "x\n\nlast");
      assertThat(receiver.receiveString()).isEmpty();
      write(program, "\n");
      assertThat(receiver.receiveString()).isEqualTo("last");
    }
  }

  private static void assertTooLong(Receiver receiver) {
    assertThatThrownBy(receiver::receiveString)
        .isInstanceOf(CorruptChannelException.class)
        .hasMessageContaining("a line has more than maxMessage=8 bytes");
  }

  @Test
  @DisplayName("a client's line over maxMessage is a typed error, and the next arrives")
  void aLineOfAClientThatIsTooLongIsRefused() throws Exception {
    try (Server server = Ipc.listen(address("unix").with("maxMessage", "8"));
        SocketChannel program = (SocketChannel) program("unix");
        Connection connection = server.accept()) {
      write(program, "123456789\nnext\n12345678901");
      assertTooLong(connection.receiver());
      assertThat(connection.receiveString()).isEqualTo("next");
      program.shutdownOutput();
      assertTooLong(connection.receiver());
      assertThat(connection.receive()).isNull();
    }
  }

  @Test
  @DisplayName("a program reads each message as a line, and a message with a line feed is refused")
  void aProgramReadsLines() throws Exception {
    try (Server server = Ipc.listen(address("unix"));
        SocketChannel program = (SocketChannel) program("unix");
        Connection connection = server.accept()) {
      BufferedReader reader = new BufferedReader(Channels.newReader(program, UTF_8));
      Sender sender = connection.sender();
      sender.send("one");
      sender.send("");
      assertThatThrownBy(() -> sender.send("two\nthree"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("line feed at index=3");
      try (Claim claim = sender.claim(2)) {
        claim.segment().set(ValueLayout.JAVA_BYTE, claim.offset(), (byte) '\n');
        assertThatThrownBy(claim::commit).isInstanceOf(IllegalArgumentException.class);
      }
      sender.send("x".repeat(100_000));
      assertThat(List.of(reader.readLine(), reader.readLine(), reader.readLine()))
          .containsExactly("one", "", "x".repeat(100_000));
      write(program, "hello\n");
      assertThat(connection.receiveString()).isEqualTo("hello");
    }
  }

  @Test
  @DisplayName("what is unread of a socket's lines is counted, in the kernel and in our buffer")
  void unreadLinesAreCounted() throws Exception {
    try (Receiver receiver = Ipc.receiver(address("unix"))) {
      assertThat(unread()).isZero();
      try (WritableByteChannel program = program("unix");
          WritableByteChannel other = program("unix")) {
        assertThat(unread()).as("before both are accepted").isEqualTo(EndMetrics.UNKNOWN);
        write(program, "one\ntw");
        write(other, "\n");
        assertThat(receiver.receiveString()).isIn("one", "");
        await()
            .until(() -> {
              assertThat(receiver.awaitReady(Duration.ofMinutes(1))).isTrue();
              return unread() == 1;
            });
        assertThat(receiver.receiveString()).isIn("one", "");
        assertThat(unread()).as("half a line").isZero();
        write(program, "o\nthree\nla");
        write(other, "four\n");
        assertThat(unread()).isEqualTo(3);
        assertThat(receiver.awaitReady(Duration.ofMinutes(1))).isTrue();
        assertThat(unread()).as("after a look").isEqualTo(3);
        write(program, "st");
      }
      List<String> lines = new ArrayList<>();
      receiver.forEach(line -> {
        lines.add(new String(line, UTF_8));
        assertThat(unread()).isBetween(3L - lines.size(), 4L - lines.size());
      });
      assertThat(lines).containsExactlyInAnyOrder("two", "three", "four", "last");
      assertThat(unread()).isZero();
    }
  }

  @Test
  @DisplayName("what is unread of a connection of lines is counted")
  void unreadLinesOfAConnectionAreCounted() throws Exception {
    try (Server server = Ipc.listen(address("unix"));
        SocketChannel program = (SocketChannel) program("unix");
        Connection connection = server.accept()) {
      write(program, "x".repeat(70_000) + "\ntwo\nthree");
      assertThat(unread()).isEqualTo(2);
      assertThat(connection.receive()).hasSize(70_000);
      assertThat(unread()).isOne();
      assertThat(connection.receiveString()).isEqualTo("two");
      program.shutdownOutput();
      assertThat(connection.receiver().awaitReady(Duration.ofMinutes(1))).isTrue();
      assertThat(unread()).as("the last line, which lacks its line feed").isOne();
      assertThat(connection.receiveString()).isEqualTo("three");
      assertThat(connection.receive()).isNull();
      assertThat(unread()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fifo:x?framing=lines", "unix:x?framing=none", "unixgram:x?framing=none"})
  @DisplayName("where the kernel does not show messages, what is unread is unknown")
  void unreadIsUnknown(String address) throws Exception {
    try (Receiver _ = Ipc.receiver(address.replace(":x", ":" + folder.resolve("x")))) {
      assertThat(unread()).isEqualTo(EndMetrics.UNKNOWN);
    }
  }

  /** {@return what the only open receiver in the folder has not taken} */
  private long unread() {
    return IpcMetrics.ends().stream()
        .filter(end -> end.role() == EndRole.RECEIVER)
        .filter(end -> end.address().name().startsWith(folder.toString()))
        .mapToLong(EndMetrics::unread)
        .sum();
  }

  @ParameterizedTest
  @ValueSource(strings = {"shm:x", "mq:x", "unixgram:x", "memory:x"})
  @DisplayName("transports that keep message boundaries refuse framing=lines")
  void otherTransportsRefuseLines(String address) {
    assertThatThrownBy(() -> Ipc.receiver(address + "?framing=lines"))
        .isInstanceOf(InvalidAddressException.class)
        .hasMessageContaining("framing=lines");
  }
}
