package org.javaipc.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** docs/rpc.md shows examples/rpc, which examples/check builds and runs. */
class RpcPageTest {
  private static final Pattern CODE =
      Pattern.compile("```(?:proto|xml|java|properties)\\n(.*?)```", Pattern.DOTALL);

  @Test
  @DisplayName("the code on the page is the example's, word for word")
  void pageShowsTheExample() throws IOException {
    String example;
    try (Stream<Path> files = Files.walk(CodeOnPage.root().resolve("examples/rpc"))) {
      example =
          files
              .filter(file -> file.toString().matches(".*\\.(proto|xml|java|properties)"))
              .filter(file -> !file.toString().contains("/target/"))
              .map(RpcPageTest::read)
              .collect(Collectors.joining());
    }
    Matcher blocks = CODE.matcher(Files.readString(CodeOnPage.root().resolve("docs/rpc.md")));
    int shown = 0;
    while (blocks.find()) {
      assertThat(example).contains(blocks.group(1));
      shown++;
    }
    assertThat(shown).isEqualTo(6);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
