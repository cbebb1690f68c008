package org.javaipc.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ten lines of the README, as two processes. */
class ReadmeTest {
  @TempDir Path folder;

  @Test
  void theTenLinesOfTheReadmeCompileAndRun() throws Exception {
    CodeOnPage readme = CodeOnPage.of("README.md");
    readme.compile("receiver", folder);
    readme.compile("sender", folder);
    Path run = folder.resolve("run");
    Process receiver = CodeOnPage.start("receiver", folder, folder, run);
    Process sender = CodeOnPage.start("sender", folder, folder, run);
    try {
      assertThat(CodeOnPage.output(sender)).isEmpty();
      assertThat(CodeOnPage.output(receiver)).isEqualTo("got buy 100\ngot sell 50\n");
    } finally {
      receiver.destroyForcibly();
      sender.destroyForcibly();
    }
  }
}
