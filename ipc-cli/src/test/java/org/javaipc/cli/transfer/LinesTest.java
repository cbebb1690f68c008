package org.javaipc.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.javaipc.Ipc;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.cli.io.Input;
import org.javaipc.cli.io.ProgressLine;
import org.javaipc.cli.io.Streams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinesTest {
  @TempDir Path folder;

  private List<String> send(String address, String text) throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("log"), text);
    List<String> received = new ArrayList<>();
    Streams streams =
        new Streams(
            null,
            null,
            new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
    try (Receiver receiver = Ipc.receiver(address);
        Lines lines = new Lines(Input.of(file), ProgressLine.start(streams, 0))) {
      try (Sender sender = Ipc.sender(address)) {
        lines.sendTo(sender);
      }
      for (String line; (line = receiver.receiveString()) != null; ) {
        received.add(line);
      }
    }
    return received;
  }

  @Test
  void eachLineIsAMessageWithoutItsLineFeed() throws Exception {
    assertThat(send("memory:lines", "a\n\nb\r\nc")).containsExactly("a", "", "b\r", "c");
  }

  @Test
  void nothingIsNoLine() throws Exception {
    assertThat(send("memory:lines", "")).isEmpty();
    assertThat(send("memory:lines", "\n")).containsExactly("");
  }

  @Test
  void linesMayBeLongerThanTheBufferAndLieAcrossIt() throws Exception {
    List<String> lines =
        List.of(
            "a".repeat(65_535),
            "b".repeat(65_536),
            "c".repeat(65_537),
            "d".repeat(300_000),
            "e".repeat(131_071),
            "f");
    String text = String.join("\n", lines) + "\n";
    assertThat(send("memory:lines?capacity=4MiB", text)).isEqualTo(lines);
  }

  @Test
  void aLineUpToTheLimitIsSentAndALongerOneIsRefused() throws Exception {
    String longest = "x".repeat(100_000);
    String address = "memory:lines?maxMessage=100000";
    assertThat(send(address, longest + "\nend")).containsExactly(longest, "end");
    assertThatThrownBy(() -> send(address, "a\nb\n" + longest + "y\nc\n"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("line 3 is longer than maxMessage=100000 bytes");
    assertThatThrownBy(() -> send(address, "a\n" + longest + longest))
        .hasMessageContaining("line 2 is longer than maxMessage=100000 bytes");
  }
}
