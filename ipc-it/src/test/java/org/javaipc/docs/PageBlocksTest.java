package org.javaipc.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.javaipc.test.Needs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs and commands of the pages about transports, as they stand there. */
class PageBlocksTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"docs/pipes.md, 'hello\nhello'", "docs/sockets.md, 'hello\n'"})
  void commandsOfThePageWork(String page, String output) throws Exception {
    Needs.program("socat");
    String commands = CodeOnPage.of(page).block("shell").replace("/tmp/", folder + "/");
    assertThat(CodeOnPage.output(CodeOnPage.shell(commands, folder))).isEqualTo(output);
  }

  @Test
  void fifoOfThePageIsAChannel() throws Exception {
    CodeOnPage page = CodeOnPage.of("docs/pipes.md");
    page.compileWith("import org.javaipc.*;\n", "FifoChannel", folder);
    Process process = CodeOnPage.start("FifoChannel", folder, folder, folder.resolve("run"));
    assertThat(CodeOnPage.output(process)).isEmpty();
  }
}
