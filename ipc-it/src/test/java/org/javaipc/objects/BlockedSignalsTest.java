package org.javaipc.objects;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.javaipc.cli.Main;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signals from programs that know nothing of us, to a JVM that {@code ipc run --block} has started. */
class BlockedSignalsTest {
  private static final int RTMIN_2 = 36;

  @TempDir Path folder;

  @Test
  @DisplayName(
      "G3 G6 kill -36 and sigqueue reach a JVM that ipc run --block=RTMIN..RTMAX started, each once")
  void runWithSignalsBlocked() throws Exception {
    CProgram c = CProgram.compile("queue", folder);
    try (Program run = Program.start(blocked("RTMIN+2"))) {
      String ready = run.line();
      assertThat(ready).startsWith("ready ");
      String jvm = ready.substring("ready ".length());
      for (int i = 0; i < 5; i++) {
        Program.run("sh", "-c", "kill -36 " + jvm);
        assertThat(run.line()).startsWith("RTMIN+2 USER from ");
      }
      String sender = c.run(jvm, RTMIN_2, 1, 1000).split(" ", -1)[1];
      for (int value = 1; value <= 1000; value++) {
        assertThat(run.line()).isEqualTo("RTMIN+2 QUEUE from " + sender + " value " + value);
      }
      Program.run("sh", "-c", "kill -40 " + jvm); // nobody asked for it, and it stays pending
      c.run(jvm, RTMIN_2, 0, 1);
      assertThat(run.line()).endsWith(" value 0");
      assertThat(run.exit()).as("ipc run ends as its program does").isEqualTo(7);
    }
  }

  @Test
  @DisplayName(
      "G3 without ipc run --block a JVM refuses to read, with that advice, instead of dying")
  void withoutBlockedSignals() throws Exception {
    try (Program jvm = Program.java(BlockedMain.class, "RTMIN+2")) {
      assertThat(jvm.line())
          .startsWith("refused: [SIGRTMIN+2]")
          .contains("ipc run --block=RTMIN..RTMAX -- java");
      assertThat(jvm.exit()).isZero();
    }
  }

  private static List<String> blocked(String signal) {
    String classPath = System.getProperty("java.class.path");
    List<String> command =
        new ArrayList<>(
            Program.javaCommand(classPath, Main.class, "run", "--block=RTMIN..RTMAX", "--"));
    command.addAll(Program.javaCommand(classPath, BlockedMain.class, signal));
    return command;
  }
}
