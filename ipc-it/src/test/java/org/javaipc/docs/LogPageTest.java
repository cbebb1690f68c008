package org.javaipc.docs;

import static org.assertj.core.api.Assertions.assertThat;

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

  private String run(String program) throws Exception {
    return CodeOnPage.output(CodeOnPage.start(program, folder, folder, runtime));
  }
}
