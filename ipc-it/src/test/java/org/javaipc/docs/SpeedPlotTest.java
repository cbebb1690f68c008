package org.javaipc.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's picture of the speed. */
class SpeedPlotTest {
  private static final Path ROOT = CodeOnPage.root();
  private static final Path PICTURE = ROOT.resolve("docs/performance/speed.svg");

  private static final Pattern FIGURE = Pattern.compile("([0-9.]+) million");

  @TempDir Path folder;

  @Test
  @DisplayName(
      "the picture shows the figures of docs/performance: java etc/SpeedPlot.java draws it")
  void showsTheFigures() throws Exception {
    Path drawn = folder.resolve("speed.svg");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "etc/SpeedPlot.java",
                drawn.toString())
            .directory(ROOT.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(PICTURE).hasSameTextualContentAs(drawn);
    assertThat(Files.readString(PICTURE)).contains("prefers-color-scheme: dark").contains(shown());
    DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(PICTURE.toFile());
  }

  /** {@return the figures of messages from several processes to one, as texts of the picture} */
  private static List<String> shown() throws IOException {
    List<String> shown =
        Files.readAllLines(ROOT.resolve("docs/performance/README.md")).stream()
            .filter(line -> line.matches("\\| [124] \\|.*"))
            .flatMap(line -> FIGURE.matcher(line).results())
            .map(figure -> ">" + figure.group(1) + "<")
            .toList();
    assertThat(shown).hasSize(12);
    return shown;
  }

  @Test
  @DisplayName("the README shows it on its first screen")
  void isOnTheFirstScreen() throws Exception {
    assertThat(Files.readAllLines(ROOT.resolve("README.md")).subList(0, 40))
        .anyMatch(line -> line.startsWith("![") && line.endsWith("(docs/performance/speed.svg)"));
  }
}
