package org.javaipc.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.javaipc.cli.io.Output;
import org.javaipc.cli.io.ProgressLine;
import org.javaipc.cli.io.Streams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MessageWriterTest {
  @TempDir Path folder;

  @Test
  void messagesOfAllLengthsComeOneAfterTheOther() throws IOException {
    Random random = new Random(3);
    Path file = folder.resolve("out");
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    Streams streams =
        new Streams(
            null,
            null,
            new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        Output output = new Output(channel, "out");
        ProgressLine progress = ProgressLine.start(streams, 0)) {
      MessageWriter writer = new MessageWriter(output, new byte[] {'\n'}, progress);
      for (int i = 0; i < 3000; i++) {
        byte[] message = new byte[i % 50 == 0 ? random.nextInt(100_000) : random.nextInt(5000)];
        random.nextBytes(message);
        writer.onMessage(MemorySegment.ofArray(message), 0, message.length);
        expected.write(message);
        expected.write('\n');
      }
      writer.flush();
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(expected.toByteArray());
  }
}
