package org.javaipc.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ChildrenTest {
  @Test
  @DisplayName("G9 twenty children that end at once are told of by SIGCHLD and leave no zombie")
  void twentyChildrenEndAtOnce() throws Exception {
    AtomicInteger events = new AtomicInteger();
    try (SignalRegistration registration =
        Signals.handle(Signal.CHLD, signal -> events.incrementAndGet())) {
      List<Process> children = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        children.add(new ProcessBuilder("cat").start());
      }
      for (Process child : children) {
        child.getOutputStream().close();
      }
      for (Process child : children) {
        assertThat(child.waitFor()).isZero();
      }
      Awaitility.await().until(() -> events.get() >= 1);
      Awaitility.await().until(() -> zombies().isEmpty());
      assertThat(registration.signal()).isSameAs(Signal.CHLD);
    }
  }

  private static List<String> zombies() throws IOException {
    String parent = " Z " + ProcessHandle.current().pid() + " ";
    List<String> zombies = new ArrayList<>();
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      for (Path process :
          processes.filter(path -> path.getFileName().toString().matches("[0-9]+")).toList()) {
        try {
          String stat = Files.readString(process.resolve("stat"));
          if (stat.contains(")" + parent)) {
            zombies.add(stat);
          }
        } catch (IOException e) {
          assertThat(process).doesNotExist(); // it has gone meanwhile
        }
      }
    }
    return zombies;
  }

  @Test
  @DisplayName("G9 a C program is told by SIGCHLD that a JVM stopped, went on, exited, was killed")
  void aProgramInCIsToldOfAJvm() throws Exception {
    List<Object> command = new ArrayList<>(List.of(CPeer.path(), "parent"));
    command.addAll(Jvm.command("handle", "TERM"));
    try (Program c = Program.start(command)) {
      int jvm = childOf(c);
      assertThat(c.line()).isEqualTo("ready " + jvm);
      for (String expected : List.of("stopped 19", "continued 18", "killed 9")) {
        Signals.kill(jvm, Signal.of(expected.split(" ", -1)[1]));
        assertThat(c.line()).isEqualTo(expected);
      }
      assertThat(c.exit()).isZero();
    }
    command = new ArrayList<>(List.of(CPeer.path(), "parent"));
    command.addAll(Jvm.command("handle", "NONE"));
    try (Program c = Program.start(command)) {
      childOf(c);
      assertThat(c.line()).startsWith("error IllegalArgumentException");
      assertThat(c.line()).isEqualTo("exited 0");
    }
  }

  private static int childOf(Program parent) throws InterruptedException {
    String line = parent.line();
    assertThat(line).startsWith("child ");
    return Integer.parseInt(line.substring("child ".length()));
  }

  @Test
  @DisplayName(
      "G9 a JVM that blocks SIGCHLD reads that a child stopped, went on, exited, was killed")
  void eventsOfAChildAreRead() throws Exception {
    List<Object> command = new ArrayList<>(List.of(CPeer.path(), "block", 17, "--"));
    command.addAll(Jvm.plain(List.of(), "read-children"));
    try (Program jvm = Program.start(command)) {
      assertThat(jvm.line()).startsWith("ready ");
      for (String expected :
          List.of("CHILD_STOPPED 19", "CHILD_CONTINUED 18", "CHILD_KILLED 9", "CHILD_EXITED 7")) {
        assertThat(jvm.line()).isEqualTo(expected);
      }
      assertThat(jvm.line()).isEqualTo("exit codes 137 7");
    }
  }
}
