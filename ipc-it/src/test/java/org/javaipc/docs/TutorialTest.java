package org.javaipc.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The programs of the tutorial, moved from transport to transport by one line. */
class TutorialTest {
  @TempDir Path folder;

  static Stream<String> lines() throws Exception {
    CodeOnPage tutorial = CodeOnPage.of("docs/tutorial.md");
    return (tutorial.block("properties") + tutorial.block("alternatives")).lines();
  }

  @ParameterizedTest
  @MethodSource("lines")
  void oneLineOfConfigurationChoosesTheTransport(String line) throws Exception {
    CodeOnPage tutorial = CodeOnPage.of("docs/tutorial.md");
    tutorial.compile("Total", folder);
    tutorial.compile("Order", folder);
    Files.writeString(folder.resolve("ipc.properties"), line + "\n");
    Path run = folder.resolve("run");
    Process sender = CodeOnPage.start("Order", folder, folder, run);
    Process receiver = CodeOnPage.start("Total", folder, folder, run);
    try {
      assertThat(CodeOnPage.output(receiver)).isEqualTo("100000 orders, 5000050000 in all\n");
      assertThat(CodeOnPage.output(sender)).isEmpty();
    } finally {
      receiver.destroyForcibly();
      sender.destroyForcibly();
    }
  }
}
