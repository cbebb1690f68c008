package org.javaipc.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The programs of the page about connections. */
class ConnectionsTest {
  @TempDir Path folder;

  static Stream<String> lines() throws Exception {
    CodeOnPage page = CodeOnPage.of("docs/connections.md");
    return (page.block("properties") + page.block("alternatives")).lines();
  }

  @ParameterizedTest
  @MethodSource("lines")
  void twoVisitorsTalkToTheDeskOverWhateverIsConfigured(String line) throws Exception {
    configure(line);
    assertThat(twoVisitorsOf("Desk"))
        .isEqualTo("you said hello\nyou said goodbye\nnull\n".repeat(2));
  }

  @Test
  void oneThreadWithAPollerServesBoth() throws Exception {
    configure("ipc.channel.desk=shm:desk");
    assertThat(twoVisitorsOf("Switchboard")).isEqualTo("hello\ngoodbye\nnull\n".repeat(2));
  }

  @Test
  void commandsOfThePageAreAnswered() throws Exception {
    String commands =
        CodeOnPage.of("docs/connections.md")
            .with("./ipc connect shm:desk", "echo hello | ./ipc connect 'shm:desk?connect=2m'")
            .block("shell");
    String end = "kill $!\nwait $! || true\n";
    assertThat(CodeOnPage.output(CodeOnPage.shell(commands + end, folder)))
        .isEqualTo("hello\n".repeat(2));
  }

  /** With more patience than a user needs: a build machine starts a process in its own time. */
  private void configure(String line) throws Exception {
    String patient = line + (line.contains("?") ? "&" : "?") + "connect=2m\n";
    Files.writeString(folder.resolve("ipc.properties"), patient);
  }

  private String twoVisitorsOf(String server) throws Exception {
    CodeOnPage page = CodeOnPage.of("docs/connections.md");
    page.compile(server, folder);
    page.compile("Visitor", folder);
    Path run = folder.resolve("run");
    Process first = CodeOnPage.start("Visitor", folder, folder, run);
    Process desk = CodeOnPage.start(server, folder, folder, run);
    Process second = CodeOnPage.start("Visitor", folder, folder, run);
    try {
      String heard = CodeOnPage.output(first) + CodeOnPage.output(second);
      assertThat(CodeOnPage.output(desk)).isEmpty();
      return heard;
    } finally {
      first.destroyForcibly();
      second.destroyForcibly();
      desk.destroyForcibly();
    }
  }
}
