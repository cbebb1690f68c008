package org.javaipc.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page about logs does what it says. */
class LogPageTest {
  @TempDir Path folder;
  @TempDir Path runtime;

  @Test
  @DisplayName("the named subscription bills both trades, and nothing when it is started again")
  void whatWasPublishedIsBilledOnce() throws Exception {
    CodeOnPage page = CodeOnPage.of("docs/log.md");
    page.compile("publisher", folder);
    page.compile("billing", folder);
    assertThat(run("publisher")).isEmpty();
    assertThat(run("billing"))
        .isEqualTo("billed 7\nposition 1, lag 1\nbilled 7\nposition 2, lag 0\n");
    assertThat(run("billing")).isEmpty();
  }

  @Test
  @DisplayName("the commands publish, read, record and replay")
  void commandsOfThePageWork() throws Exception {
    Files.writeString(folder.resolve("orders.txt"), "one\ntwo\n");
    String commands =
        CodeOnPage.of("docs/log.md")
            .with("--as billing --lines &", "--as billing --lines >billed & billing=$!")
            .with("./ipc record", "kill $billing; wait $billing || true\n./ipc record")
            .with("send shm:orders", "send 'shm:orders?connect=1m'")
            .with("./ipc recv", "wait; ./ipc recv")
            .with("orders.rec shm:copy", "orders.rec 'shm:copy?connect=1m'")
            .block("shell");
    assertThat(CodeOnPage.output(CodeOnPage.shell(commands + "wait\n", folder)))
        .startsWith("buy 100\n")
        .endsWith("\none\ntwo\n");
  }

  private String run(String program) throws Exception {
    return CodeOnPage.output(CodeOnPage.start(program, folder, folder, runtime));
  }
}
