package org.javaipc.objects;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One thread cannot be started: one client, call or future is told, and those that follow are served. */
@Timeout(180)
class NoThreadTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"shm", "unix"})
  void aClientWhoseThreadCannotStartIsClosedAndTheNextIsServed(String scheme) throws Exception {
    assertThat(run("serve", scheme))
        .containsExactly("first true", "refused false", "next true", "failures 1");
  }

  @Test
  void aFutureWhoseThreadCannotStartFailsAndTheNextDoesNot() throws Exception {
    assertThat(run("async", "shm")).containsExactly("refused ResourceLimitException", "next 2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"shm", "unix"})
  void aCallWhoseThreadCannotStartIsUnavailableAndAllEnds(String scheme) throws Exception {
    assertThat(run("grpc", scheme))
        .containsExactly(
            "first OK",
            "refused UNAVAILABLE",
            "next OK",
            "unconnected UNAVAILABLE",
            "connected OK",
            "terminated true true true left 0");
  }

  /** {@return what it prints, without what loggers say} */
  private List<String> run(String what, String scheme) throws Exception {
    List<String> command =
        Program.javaCommand(
            System.getProperty("java.class.path"),
            NoThreadMain.class,
            what,
            scheme + ":x?connect=60s&dir=" + folder);
    command.add(1, "-Dipc.checkpoints=threads");
    List<String> printed = new ArrayList<>();
    try (Program program = Program.start(command)) {
      for (String line = program.line(); line != null; line = program.line()) {
        if (line.matches("(first|refused|next|failures|unconnected|connected|terminated) .*")) {
          printed.add(line);
        }
      }
      assertThat(program.exit()).as(printed.toString()).isZero();
    }
    return printed;
  }
}
