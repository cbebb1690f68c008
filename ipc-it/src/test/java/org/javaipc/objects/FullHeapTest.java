package org.javaipc.objects;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The heap of a process is full when its peer dies, so that the library's threads meet errors as they notice it. */
@Timeout(180)
class FullHeapTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"shm", "mmap", "mq", "sysvmq", "fifo", "unix", "unixgram"})
  void aDeathIsToldOnceThereIsRoomAgain(String scheme) throws Exception {
    String address = scheme + ":x?connect=60s&dir=" + folder;
    List<String> command =
        Program.javaCommand(System.getProperty("java.class.path"), FullHeapMain.class, address);
    command.add(1, "-Xmx48m");
    List<String> printed = new ArrayList<>();
    try (Program program = Program.start(command)) {
      for (String line = program.line(); line != null; line = program.line()) {
        printed.add(line);
      }
    }
    assertThat(printed).endsWith("told by PeerDiedException");
    KeptMessages.take(address);
  }
}
