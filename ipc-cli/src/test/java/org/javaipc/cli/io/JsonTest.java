package org.javaipc.cli.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class JsonTest {
  @Test
  void isOneObjectOnOneLine() {
    String line =
        new Json()
            .put("text", "a")
            .put("none", (String) null)
            .put("number", 12L)
            .put("maybe", OptionalLong.empty())
            .put("truth", true)
            .put("list", List.of("a", "b"))
            .putEmpty("object")
            .line();
    assertThat(line)
        .isEqualTo(
            "{\"text\": \"a\", \"none\": null, \"number\": 12, \"maybe\": null, \"truth\": true,"
                + " \"list\": [\"a\", \"b\"], \"object\": {}}\n");
  }

  @Test
  void textsAreEscaped() {
    assertThat(new Json().put("k", "\"\\\n\t\u0001\u00e4").line())
        .isEqualTo("{\"k\": \"\\\"\\\\\\n\\t\\u0001\u00e4\"}\n");
  }

  @Test
  void numbersArePlainWithSixDigits() {
    assertThat(new Json().put("k", 12345678.9).put("s", 0.000012345678).line())
        .isEqualTo("{\"k\": 12345700, \"s\": 0.0000123457}\n");
  }
}
