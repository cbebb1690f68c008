package org.javaipc.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs of the page about topics. */
class TopicsPageTest {
  @TempDir Path folder;

  @Test
  void twoDisplaysShowThePriceOfTheTicker() throws Exception {
    assertThat(shown("Display")).isEqualTo("EURUSD 1.0843, missed 0\n".repeat(2));
  }

  @Test
  void soDoTwoThatFeedAFlow() throws Exception {
    assertThat(shown("FlowDisplay")).isEqualTo("EURUSD 1.0843\n".repeat(2));
  }

  /** {@return what two of them print beside a ticker} */
  private String shown(String display) throws Exception {
    CodeOnPage page = CodeOnPage.of("docs/topics.md");
    String line = page.block("properties").strip();
    Files.writeString(folder.resolve("ipc.properties"), line + "&connect=2m\n");
    page.compile("Ticker", folder);
    page.compile(display, folder);
    Path run = folder.resolve("run");
    Process first = CodeOnPage.start(display, folder, folder, run);
    Process second = CodeOnPage.start(display, folder, folder, run);
    Process ticker = CodeOnPage.start("Ticker", folder, folder, run);
    try {
      String both = CodeOnPage.output(first) + CodeOnPage.output(second);
      assertThat(CodeOnPage.output(ticker)).isEmpty();
      return both;
    } finally {
      first.destroyForcibly();
      second.destroyForcibly();
      ticker.destroyForcibly();
    }
  }
}
