package org.javaipc.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The programs of docs/typed.md. */
class TypedPageTest {
  private static final String PAGE = "docs/typed.md";

  @TempDir Path folder;

  static Stream<String> lines() throws Exception {
    return CodeOnPage.of(PAGE).block("properties").lines();
  }

  @ParameterizedTest
  @MethodSource("lines")
  void ordersGoFromProcessToProcessOverWhateverIsConfigured(String line) throws Exception {
    CodeOnPage page = CodeOnPage.of(PAGE);
    page.compileFile("Order", folder);
    page.compile("Desk", folder);
    page.compile("Trader", folder);
    // With more patience than a user needs: a build machine starts a process in its own time.
    Files.writeString(folder.resolve("ipc.properties"), line + "?connect=2m\n");
    Path run = folder.resolve("run");
    Process trader = CodeOnPage.start("Trader", folder, folder, run);
    Process desk = CodeOnPage.start("Desk", folder, folder, run);
    try {
      assertThat(CodeOnPage.output(desk).lines().toList())
          .isEqualTo(
              List.of(
                  "booked Order[id=1, symbol=ACME, quantity=100]",
                  "booked Order[id=2, symbol=BETA, quantity=50]"));
      assertThat(CodeOnPage.output(trader)).isEmpty();
    } finally {
      trader.destroyForcibly();
      desk.destroyForcibly();
    }
  }

  @Test
  void aCodecOfOnesOwnIsAFewLines() throws Exception {
    CodeOnPage page = CodeOnPage.of(PAGE);
    page.compileFile("QuoteCodec", folder);
    page.compile("Ticker", folder);
    Process ticker = CodeOnPage.start("Ticker", folder, folder, folder.resolve("run"));
    try {
      assertThat(CodeOnPage.output(ticker)).isEqualTo("Quote[id=7, price=99.5]\n");
    } finally {
      ticker.destroyForcibly();
    }
  }
}
