package org.javaipc.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageTest {
  @TempDir Path folder;

  private static Row flood(String label, double rate) {
    return new Row("flood", label, "shm", "polling", 32, Map.of("rate", rate));
  }

  private static String page(Row... rows) {
    return new Page(
            new Results(
                "ipc bench", List.of("ipc bench"), Map.of(), Map.of(), List.of(rows), List.of()))
        .html();
  }

  @Test
  void drawsTheRepetitionWithTheMedianRate() {
    assertThat(page(flood("shm:a", 1000), flood("shm:a", 2000), flood("shm:a", 4000)))
        .contains("shm:a, 32 B: 2k/s", "data-row=\"1\"")
        .doesNotContain("32 B: 4k/s");
  }

  @Test
  void whatHasNoMarkHasNoKey() {
    assertThat(page(flood("shm:a", 1000), flood("shm:b", 0)))
        .contains("</svg>shm:a</span>")
        .doesNotContain("</svg>shm:b</span>");
  }

  @Test
  void namesAreNoMarkup() {
    assertThat(page(flood("mmap:/tmp/<b>&\"", 1)))
        .contains("mmap:/tmp/&lt;b&gt;&amp;&quot;")
        .doesNotContain("<b>");
  }

  @Test
  void numbersHaveAPointWhateverTheLanguage() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      assertThat(page(flood("shm:a", 1500), flood("mmap:a", 1000)))
          .containsPattern("cx=\"[0-9]+[.][0-9]%\" cy=\"[0-9]+[.][0-9]\"")
          .contains("shm:a, 32 B: 1.5k/s", ">1.50</td>");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void whatWasLeftOutIsSaid() {
    String page =
        new Page(
                new Results(
                    "t",
                    List.of(),
                    Map.of(),
                    Map.of(),
                    List.of(),
                    List.of("mq:b, ping of 1 MiB: no")))
            .html();
    assertThat(page).contains("<li>mq:b, ping of 1 MiB: no</li>");
  }

  @Test
  void refusesWhatCannotBeWritten() {
    assertThatThrownBy(() -> Results.check(folder)).isInstanceOf(FileSystemException.class);
    assertThatThrownBy(() -> Results.check(folder.resolve("none/page.html")))
        .isInstanceOf(NoSuchFileException.class);
  }
}
