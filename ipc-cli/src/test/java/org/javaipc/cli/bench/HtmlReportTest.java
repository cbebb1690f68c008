package org.javaipc.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.javaipc.Address;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReportTest {
  private static final Percentiles LATENCIES = new Percentiles(100, 900, 2_000, 40_000, 123_456);

  @TempDir Path folder;

  private static Measurement measurement(String address, Mode mode, long size, long nanos) {
    return new Measurement(Address.parse(address), mode, size, 1000, nanos, LATENCIES);
  }

  private String page(Measurement... measurements) throws IOException {
    Path file = folder.resolve("page.html");
    HtmlReport.write(file, List.of(measurements));
    return Files.readString(file);
  }

  @Test
  void plotsTheRepetitionWithTheMedianRate() throws IOException {
    String page =
        page(
            measurement("shm:a", Mode.FLOOD, 32, 1_000_000_000),
            measurement("shm:a", Mode.FLOOD, 32, 500_000_000),
            measurement("shm:a", Mode.FLOOD, 32, 250_000_000));
    assertThat(page).contains("shm:a, flood, 32 B: 2000 /s").doesNotContain("32 B: 4000 /s");
  }

  @Test
  void namesAreNoMarkup() throws IOException {
    assertThat(page(measurement("mmap:/tmp/<b>&\"", Mode.PING, 100, 1_000_000)))
        .contains("mmap:/tmp/&lt;b&gt;&amp;&quot;")
        .doesNotContain("<b>");
  }

  @Test
  void numbersInPlotsHaveAPointWhateverTheLanguage() throws IOException {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      String page =
          page(
              measurement("shm:a", Mode.PING, 100, 1_000_000),
              measurement("mmap:a", Mode.FLOOD, 32, 20_000));
      assertThat(page)
          .containsPattern("points=\"([0-9]+[.][0-9],[0-9]+[.][0-9] ?){4}\"")
          .containsPattern("cx=\"[0-9]+[.][0-9]\"")
          .contains("<td>0.90</td>");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void refusesWhatCannotBeWritten() {
    assertThatThrownBy(() -> HtmlReport.check(folder)).isInstanceOf(FileSystemException.class);
    assertThatThrownBy(() -> HtmlReport.check(folder.resolve("none/page.html")))
        .isInstanceOf(NoSuchFileException.class);
  }
}
