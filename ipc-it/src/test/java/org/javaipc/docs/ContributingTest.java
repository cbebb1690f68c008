package org.javaipc.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The commands of CONTRIBUTING.md name programs, modules, profiles and properties that there are. */
class ContributingTest {
  private static final Path ROOT = CodeOnPage.root();
  private static final Pattern COMMAND = Pattern.compile("\\| `([^`]+)`[^|]* \\|");

  private static List<String> commands() throws IOException {
    return Files.readAllLines(ROOT.resolve("CONTRIBUTING.md")).stream()
        .takeWhile(line -> !line.startsWith("## Where"))
        .filter(line -> line.startsWith("| ") && !line.startsWith("| to "))
        .map(line -> COMMAND.matcher(line).results().findFirst().orElseThrow().group(1))
        .toList();
  }

  private static List<String> named(String option, String command) {
    return Pattern.compile(option).matcher(command).results().map(ContributingTest::first).toList();
  }

  private static String first(MatchResult result) {
    return result.group(1);
  }

  @Test
  @DisplayName("each command of CONTRIBUTING.md names what there is")
  void commandsAreThere() throws IOException {
    String pom = Files.readString(ROOT.resolve("pom.xml"));
    assertThat(commands()).hasSizeGreaterThan(8);
    for (String command : commands()) {
      assertThat(ROOT.resolve(command.split(" ", 2)[0])).as(command).isExecutable();
      for (String module : named("-pl (\\S+)", command)) {
        assertThat(pom).as(command).contains("<module>" + module + "</module>");
      }
      for (String profile : named("-P(\\S+)", command)) {
        assertThat(pom).as(command).contains("<id>" + profile + "</id>");
      }
      for (String property : named("-D(ipc[^= ]+)", command)) {
        assertThat(pom).as(command).contains("<" + property + ">");
      }
    }
  }
}
