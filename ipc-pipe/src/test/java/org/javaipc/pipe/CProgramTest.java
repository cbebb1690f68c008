package org.javaipc.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.javaipc.Ipc;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.test.Needs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A C program at the other end, in both roles. */
class CProgramTest {
  private static final int COUNT = 1_000_003;

  @TempDir Path temporary;

  private Path program;
  private Path fifo;

  @BeforeEach
  void compile() throws Exception {
    Needs.program("cc");
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwx------"));
    fifo = temporary.resolve("fifo");
    Path source = temporary.resolve("pipe_peer.c");
    try (InputStream text = CProgramTest.class.getResourceAsStream("pipe_peer.c")) {
      Files.copy(Objects.requireNonNull(text), source);
    }
    program = temporary.resolve("pipe_peer");
    Process compiler = start("cc", "-O2", "-o", program.toString(), source.toString());
    assertThat(compiler.waitFor()).isZero();
  }

  private static Process start(String... command) throws Exception {
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private Process peer(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(Arrays.asList(arguments));
    return start(command.toArray(String[]::new));
  }

  private static String output(Process process) throws Exception {
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    return text.strip();
  }

  private static byte byteAt(int i) {
    return (byte) (i * 7 + 3);
  }

  @Test
  @DisplayName("F4 a C program writes, and its bytes are received to the end")
  void itWrites() throws Exception {
    try (Receiver receiver = Ipc.receiver("fifo:" + fifo + "?framing=none");
        InputStream in = receiver.inputStream()) {
      Process writer = peer("write", fifo.toString(), Integer.toString(COUNT));
      byte[] bytes = in.readAllBytes();
      assertThat(bytes).hasSize(COUNT);
      for (int i = 0; i < COUNT; i++) {
        assertThat(bytes[i]).isEqualTo(byteAt(i));
      }
      output(writer);
    }
  }

  @Test
  @DisplayName("F4 a C program reads what is sent, to the end")
  void itReads() throws Exception {
    Fifo.create(fifo, 0600);
    Process reader = peer("read", fifo.toString());
    try (Sender sender = Ipc.sender("fifo:" + fifo + "?framing=none")) {
      for (int begin = 0; begin < COUNT; begin += 1000) {
        byte[] message = new byte[Math.min(1000, COUNT - begin)];
        for (int i = 0; i < message.length; i++) {
          message[i] = byteAt(begin + i);
        }
        sender.send(message);
      }
    }
    assertThat(output(reader)).isEqualTo(COUNT + " ok");
  }

  @Test
  void roundTripsInCToCompareWith() throws Exception {
    for (String kind : List.of("wait", "poll")) {
      System.out.println(
          "C pipe, " + kind + ": p50 p99 max in ns: " + output(peer("ping", kind, "100", "2000")));
    }
  }
}
