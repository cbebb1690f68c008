package org.javaipc.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.javaipc.test.PageCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of the page about metrics and traces. */
class PageTest {
  @TempDir Path folder;

  @Test
  void theExamplesCompileAndRun() throws Exception {
    assertThat(output("Instruments")).isEmpty();
    assertThat(output("Traced")).isEqualTo("buy 100\n");
  }

  private String output(String example) throws Exception {
    PageCode.compile(example, PageCode.of("docs/metrics.md").program(example), folder);
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try (URLClassLoader classes = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      Class.forName(example, true, classes)
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[0]);
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }
}
