package org.javaipc.objects;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that has as many descriptors open as it may. */
class ExhaustedTest {
  /** What is kept for the next wait, and made once. */
  private static final int KEPT = 4;

  @TempDir Path folder;

  @Test
  @DisplayName("P1 F1 Q4 EMFILE: the limit is named, and the cure; nothing is leaked")
  void withoutDescriptors() throws Exception {
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", "ulimit -n 200 && exec \"$@\"", "sh"));
    command.addAll(
        Program.javaCommand(
            System.getProperty("java.class.path"),
            ExhaustedMain.class,
            folder,
            "/javaipc-test-" + ProcessHandle.current().pid()));
    try (Program program = Program.start(command)) {
      for (String object :
          List.of(
              "AnonymousPipe", "Fifo", "PosixMessageQueue", "fifo:", "pipe:", "mq:", "sysvmq:")) {
        assertThat(program.line())
            .startsWith(object + " ResourceLimitException ")
            .contains("EMFILE", "ulimit -n");
      }
      String[] held = program.line().split(" ", -1);
      assertThat(held[0]).isEqualTo("held");
      assertThat(Long.parseLong(held[2]))
          .as("descriptors afterwards")
          .isLessThanOrEqualTo(Long.parseLong(held[1]) + KEPT);
      assertThat(program.exit()).isZero();
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.map(file -> file.getFileName().toString()).toList())
          .allMatch(name -> name.equals("fifo") || name.startsWith("x."));
    }
  }
}
