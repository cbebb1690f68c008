package org.javaipc.pipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.javaipc.AccessRefusedException;
import org.javaipc.Capability;
import org.javaipc.ConnectTimeoutException;
import org.javaipc.InvalidAddressException;
import org.javaipc.Ipc;
import org.javaipc.IpcException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.test.Needs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FifoRowsTest {
  @TempDir Path temporary;

  private Path path;

  @BeforeEach
  void choose() throws Exception {
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwx------"));
    path = temporary.resolve("orders");
  }

  private String bare() {
    return "fifo:" + path + "?framing=none";
  }

  private static Process shell(String command) throws Exception {
    return new ProcessBuilder("sh", "-c", command)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static String output(Process process) throws Exception {
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    return text;
  }

  @Test
  @DisplayName("F1 made by path and mode, the umask being reported; one of this user is used again")
  void createdByPathAndMode() throws Exception {
    Fifo fifo = Fifo.create(path, 0640);
    int umask = Integer.parseInt(output(shell("umask")).strip(), 8);
    assertThat(fifo.mode()).isEqualTo(0640 & ~umask);
    Fifo again = Fifo.create(path, 0600);
    assertThat(again.mode()).as("of the one that was there").isEqualTo(0640 & ~umask);
    assertThat(fifo.delete()).isTrue();
    assertThat(fifo.delete()).isFalse();
  }

  @Test
  @DisplayName("F1 a missing directory is told at once, in both roles, and is not made")
  void missingDirectory() {
    Path missing = temporary.resolve("no");
    Path inside = missing.resolve("such");
    assertThatThrownBy(() -> Fifo.create(inside, 0600))
        .isInstanceOf(NoSuchObjectException.class)
        .hasMessageContaining("no such directory: " + missing);
    for (String options : List.of("?connect=10m", "?framing=none&connect=10m")) {
      String address = "fifo:" + inside + options;
      assertThatThrownBy(() -> Ipc.receiver(address).close())
          .as("receiver of %s", address)
          .isInstanceOf(NoSuchObjectException.class)
          .hasMessageContainingAll(inside.toString(), "no such directory", "make it");
      assertThatThrownBy(() -> Ipc.sender(address))
          .as("sender to %s", address)
          .isInstanceOf(NoSuchObjectException.class)
          .hasMessageContainingAll(inside.toString(), "no such directory", "make it");
    }
    assertThat(missing).doesNotExist();
  }

  @Test
  @DisplayName("F1 a path below a regular file is refused, and the file is left alone")
  void belowAFile() throws Exception {
    Path file = Files.writeString(temporary.resolve("file"), "content");
    for (String options : List.of("?connect=10m", "?framing=none")) {
      String address = "fifo:" + file.resolve("below") + options;
      assertThatThrownBy(() -> Ipc.receiver(address).close())
          .as("receiver of %s", address)
          .isInstanceOf(IpcException.class)
          .hasMessageContaining(file.toString());
      assertThatThrownBy(() -> Ipc.sender(address))
          .as("sender to %s", address)
          .isInstanceOf(IpcException.class)
          .hasMessageContaining(file.toString());
    }
    assertThat(file).hasContent("content");
  }

  @Test
  @DisplayName("F2 opening waits for the other end, with a deadline, or not at all")
  void opening() throws Exception {
    Fifo fifo = Fifo.create(path, 0600);
    assertThat(fifo.tryOpenWriter()).isEmpty();
    long start = System.nanoTime();
    assertThatThrownBy(() -> fifo.openWriter(Duration.ofMillis(30)))
        .isInstanceOf(ConnectTimeoutException.class)
        .hasMessageContaining(path.toString())
        .hasMessageContaining(
            "within timeout=30ms; start the reader first, or use a longer timeout on a loaded machine");
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(30_000_000);
    CompletableFuture<PipeWriter> opening =
        PipeRowsTest.inBackground(() -> fifo.openWriter(Duration.ofSeconds(30)));
    try (PipeReader reader = fifo.openReader();
        PipeWriter writer = opening.get(60, TimeUnit.SECONDS)) {
      assertThat(reader.read(ByteBuffer.allocate(1), Duration.ofMillis(5))).isZero();
      writer.write(ByteBuffer.wrap(new byte[] {42}));
      assertThat(reader.read(ByteBuffer.allocate(1))).isEqualTo(1);
    }
  }

  @Test
  @DisplayName(
      "F3 the file stays when its users exit, its content does not; delete=true removes it")
  void fileStays() throws Exception {
    Receiver receiver = Ipc.receiver("fifo:" + path);
    Sender sender = Ipc.sender("fifo:" + path);
    sender.send("unread");
    receiver.close();
    sender.close();
    assertThat(path).exists();
    try (Receiver next = Ipc.receiver("fifo:" + path + "?delete=true")) {
      assertThat(next.poll((segment, offset, length) -> {}, 1)).isZero();
    }
    assertThat(path).doesNotExist();
    Fifo.create(path, 0600);
    Ipc.receiver(bare()).close();
    assertThat(path).exists();
    Ipc.receiver(bare() + "&delete=true").close();
    assertThat(path).doesNotExist();
  }

  @Test
  @DisplayName("F4 cat, a shell and dd at the other end, in both roles")
  void programsThatKnowNothingOfUs() throws Exception {
    try (Receiver receiver = Ipc.receiver(bare())) {
      Process writer = shell("echo from a shell > %s".formatted(path));
      assertThat(receiver.receiveString()).isEqualTo("from a shell\n");
      assertThat(receiver.receive()).isNull();
      assertThat(writer.waitFor()).isZero();
    }
    Process reader = shell("cat %s".formatted(path));
    try (Sender sender = Ipc.sender(bare())) {
      sender.send("to ");
      sender.send("cat");
    }
    assertThat(output(reader)).isEqualTo("to cat");
    Process dd = shell("dd if=%s bs=1 count=5 2>/dev/null".formatted(path));
    try (Sender sender = Ipc.sender(bare())) {
      sender.send("12345");
      assertThat(output(dd)).isEqualTo("12345");
      assertThatThrownBy(() -> sendForever(sender)).isInstanceOf(IpcException.class);
    }
  }

  @Test
  @DisplayName("F4 with a program that says no farewell, no peer's death is promised")
  void capabilities() throws Exception {
    assertThat(Ipc.channel(bare()).capabilities())
        .contains(Capability.FOREIGN_PEER)
        .doesNotContain(Capability.PEER_DEATH);
  }

  @Test
  @DisplayName("F4 Python at the other end, in both roles")
  void python() throws Exception {
    Needs.program("python3");
    try (Receiver receiver = Ipc.receiver(bare())) {
      Process writer =
          python("import sys; open(sys.argv[1], 'wb').write(bytes(range(256)) * 1000)");
      byte[] received = receiver.inputStream().readAllBytes();
      assertThat(received).hasSize(256_000);
      for (int i = 0; i < received.length; i++) {
        assertThat(received[i]).as("byte %d", i).isEqualTo((byte) i);
      }
      assertThat(writer.waitFor()).isZero();
    }
    Process reader = python("import sys; print(sum(open(sys.argv[1], 'rb').read()))");
    try (Sender sender = Ipc.sender(bare());
        var out = sender.outputStream()) {
      byte[] ones = new byte[300_000];
      Arrays.fill(ones, (byte) 1);
      out.write(ones);
    }
    assertThat(output(reader)).isEqualTo("300000\n");
  }

  private Process python(String program) throws IOException {
    return new ProcessBuilder("python3", "-c", program, path.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static void sendForever(Sender sender) throws Exception {
    while (true) {
      sender.send("nobody reads");
    }
  }

  @Test
  @DisplayName("F4 a mailbox takes what one shell after the other writes")
  void mailboxOfShells() throws Exception {
    try (Receiver receiver = Ipc.receiver(bare() + "&end=never")) {
      for (int i = 0; i < 5; i++) {
        assertThat(shell("echo %d > %s".formatted(i, path)).waitFor()).isZero();
        assertThat(receiver.receiveString()).isEqualTo(i + "\n");
      }
    }
  }

  @Test
  @DisplayName("F5 a file is copied through it, byte-identical, from and to a program of others")
  void fileThroughIt() throws Exception {
    for (int size : new int[] {0, 1, 65535, 65536, 3_000_001}) {
      byte[] content = new byte[size];
      new Random(size).nextBytes(content);
      Path source = Files.write(temporary.resolve("source"), content);
      Path copy = temporary.resolve("copy");
      try (Receiver receiver = Ipc.receiver(bare());
          var in = receiver.inputStream()) {
        Process writer = shell("cat %s > %s".formatted(source, path));
        assertThat(in.readAllBytes()).as("size=%d", size).isEqualTo(content);
        assertThat(writer.waitFor()).isZero();
      }
      Process reader = shell("cat %s > %s".formatted(path, copy));
      try (Sender sender = Ipc.sender(bare());
          var out = sender.outputStream()) {
        out.write(content);
      }
      output(reader);
      assertThat(copy).as("size=%d", size).hasBinaryContent(content);
    }
  }

  @Test
  @DisplayName("F6 messages of many writers never interleave up to PIPE_BUF with their frame")
  void manyWriters() throws Exception {
    try (Receiver receiver =
        Ipc.receiver("fifo:" + path + "?senders=4&capacity=64KiB&delete=true")) {
      assertThat(receiver.maxMessage()).isEqualTo(4092);
      List<CompletableFuture<Boolean>> writing = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        byte mark = (byte) ('a' + i);
        writing.add(PipeRowsTest.inBackground(() -> flood(mark)));
      }
      int[] received = new int[4];
      for (byte[] message = receiver.receive(); message != null; message = receiver.receive()) {
        for (byte one : message) {
          assertThat(one).isEqualTo(message[0]);
        }
        received[message[0] - 'a']++;
      }
      for (CompletableFuture<Boolean> one : writing) {
        assertThat(one.get(60, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(received).containsOnly(2000);
    }
  }

  private boolean flood(byte mark) throws Exception {
    try (Sender sender = Ipc.sender("fifo:" + path)) {
      Random random = new Random(mark);
      for (int i = 0; i < 2000; i++) {
        byte[] message = new byte[random.nextInt(1, 4093)];
        Arrays.fill(message, mark);
        sender.send(message);
      }
    }
    return true;
  }

  @Test
  @DisplayName("F6 larger messages with many writers are refused, with the limit")
  void largerWithManyWriters() {
    assertThatThrownBy(() -> Ipc.receiver("fifo:" + path + "?senders=2&maxMessage=4093"))
        .isInstanceOf(InvalidAddressException.class)
        .hasMessageContaining("4093")
        .hasMessageContaining("maxMessage=4092")
        .hasMessageContaining("senders=1");
    assertThat(path).doesNotExist();
  }

  @Test
  @DisplayName(
      "F7 a regular file, a directory, a dangling link: a typed error, and nothing is harmed")
  void notFifos() throws Exception {
    Path file = Files.writeString(temporary.resolve("file"), "content");
    Path directory = Files.createDirectory(temporary.resolve("directory"));
    Path link = Files.createSymbolicLink(temporary.resolve("link"), Path.of("nowhere"));
    for (Path other : List.of(file, directory, link)) {
      for (String options : List.of("?framing=none", "?connect=50ms", "?delete=true")) {
        assertThatThrownBy(() -> Ipc.receiver("fifo:" + other + options).close())
            .as("receiver of %s%s", other, options)
            .isInstanceOf(AccessRefusedException.class)
            .hasMessageContaining(other.toString());
      }
      for (String options : List.of("?framing=none", "?connect=1m")) {
        assertThatThrownBy(() -> Ipc.sender("fifo:" + other + options))
            .as("sender to %s%s", other, options)
            .isInstanceOf(AccessRefusedException.class)
            .hasMessageContaining("FIFO");
      }
      assertThatThrownBy(() -> Fifo.create(other, 0600)).isInstanceOf(AccessRefusedException.class);
      assertThatThrownBy(() -> Fifo.at(other).delete()).isInstanceOf(AccessRefusedException.class);
      assertThat(Files.exists(other, LinkOption.NOFOLLOW_LINKS)).isTrue();
    }
    assertThat(file).hasContent("content");
  }
}
