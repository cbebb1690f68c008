package org.javaipc.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cookbook of the README: each program prints what the page says. */
class CookbookTest {
  private static final Pattern PRINTS = Pattern.compile("// prints (.*)");

  @TempDir Path folder;
  @TempDir Path runtime;

  static List<String> recipes() throws IOException {
    return CodeOnPage.of("README.md").blocksAfter("## Cookbook");
  }

  @ParameterizedTest
  @MethodSource("recipes")
  @DisplayName("each program of the cookbook prints what stands beside it")
  void aRecipePrintsWhatItSays(String recipe) throws Exception {
    CodeOnPage page = CodeOnPage.of("README.md");
    page.compileWith(
        "import java.lang.foreign.ValueLayout;\nimport java.time.Duration;\nimport java.util.concurrent.*;\nimport org.javaipc.*;\nimport org.javaipc.process.*;\nimport org.javaipc.signal.*;\n",
        recipe,
        folder);
    Path quiet = Files.writeString(folder.resolve("logging.properties"), "handlers=\n");
    String logsNothing = "-Djava.util.logging.config.file=" + quiet;
    String printed =
        CodeOnPage.output(CodeOnPage.start(recipe, folder, folder, runtime, logsNothing));
    assertThat(printed.lines()).containsExactlyElementsOf(expected(page.block(recipe)));
  }

  private static List<String> expected(String block) {
    Stream<String> comments = PRINTS.matcher(block).results().map(CookbookTest::what);
    List<String> lines =
        comments.flatMap(what -> Arrays.stream(what.split(", "))).collect(Collectors.toList());
    assertThat(lines).as("what the program prints, by its comments").isNotEmpty();
    return lines;
  }

  private static String what(MatchResult comment) {
    return comment.group(1);
  }
}
