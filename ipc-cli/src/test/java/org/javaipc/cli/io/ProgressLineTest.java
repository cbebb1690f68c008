package org.javaipc.cli.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private final PrintStream err = new PrintStream(shown, true, UTF_8);

  @Test
  void longWorkIsShownOnATerminalAndWipedOutAtItsEnd() {
    try (ProgressLine progress = ProgressLine.start(err, 10_000_000, true)) {
      progress.add(1_000_000);
      progress.add(1_500_000);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> shown.toString(UTF_8).contains("\r2.5 of 10.0 MB, "));
      progress.add(7_500_000);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> shown.toString(UTF_8).contains("\r10.0 of 10.0 MB, "));
    }
    assertThat(shown.toString(UTF_8)).endsWith(" MB/s\033[K\r\033[K");
  }

  @Test
  void nothingIsShownWhereThereIsNoTerminalOrTheWorkIsShort() {
    try (ProgressLine progress = ProgressLine.start(err, 10_000_000, false)) {
      progress.add(10_000_000);
    }
    try (ProgressLine progress = ProgressLine.start(err, 10_000_000, true)) {
      progress.add(10_000_000);
    }
    assertThat(shown.toString(UTF_8)).isEmpty();
  }
}
