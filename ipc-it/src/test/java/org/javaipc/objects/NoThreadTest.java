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

  @Test
  void anEndWhoseThreadCannotStartIsLookedAtByThePollerItself() throws Exception {
    assertThat(run(NoThreadToolsMain.class, "poll"))
        .containsExactly("refused 0", "left 0", "next 1");
  }

  @Test
  void aStageWhoseThreadCannotStartIsRejectedAndTheChildIsReaped() throws Exception {
    assertThat(run(NoThreadToolsMain.class, "child"))
        .containsExactly(
            "refused exited with 7, RejectedExecutionException",
            "next exited with 7, exited with 7");
  }

  @Test
  void orphansAreReapedOnceTheirThreadCanStart() throws Exception {
    assertThat(run(NoThreadToolsMain.class, "orphans"))
        .containsExactly("refused ResourceLimitException", "next exited with 0");
  }

  private List<String> run(String what, String scheme) throws Exception {
    return run(NoThreadMain.class, what, scheme + ":x?connect=60s&dir=" + folder);
  }

  /** {@return what it prints, without what loggers say} */
  private static List<String> run(Class<?> main, Object... arguments) throws Exception {
    List<String> command =
        Program.javaCommand(System.getProperty("java.class.path"), main, arguments);
    command.add(1, "-Dipc.checkpoints=threads");
    List<String> printed = new ArrayList<>();
    try (Program program = Program.start(command)) {
      for (String line = program.line(); line != null; line = program.line()) {
        if (line.matches(
            "(first|refused|left|next|failures|unconnected|connected|terminated) .*")) {
          printed.add(line);
        }
      }
      assertThat(program.exit()).as(printed.toString()).isZero();
    }
    return printed;
  }
}
