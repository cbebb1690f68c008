package org.javaipc.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.javaipc.test.Needs;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An interpreter or a compiler that is too old, or a header that comes too late: one error says what to do. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OlderToolsTest {
  private static final String IMPLEMENTATION =
      "#define JAVAIPC_IMPLEMENTATION\n#include \"javaipc.h\"\n";

  @TempDir Path folder;

  @Test
  @DisplayName("Python 3.8 is told that 3.9 is needed")
  void python() throws Exception {
    Needs.program("python3");
    Python.Outcome outcome =
        new Python("3", "python3")
            .run(
                Map.of("PYTHONPATH", "clients/python"),
                "-c",
                "import sys; sys.version_info = (3, 8, 18); import javaipc");
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.output())
        .endsWith(
            "ImportError: javaipc needs Python 3.9 or newer, and this is 3.8: run the program with a newer interpreter, such as python3.9\n");
  }

  @ParameterizedTest
  @CsvSource({
    "c89, '', compile with -std=c11 or newer",
    "c99, '', compile with -std=c11 or newer",
    "c11, '#include <stdio.h>\n', 'comes before any other #include, or compile with -D_GNU_SOURCE'"
  })
  @DisplayName("a compiler of an older C, and a header that comes too late, are told")
  void c(String standard, String before, String cure) throws Exception {
    Needs.program("gcc");
    assertThat(compiled("-std=" + standard, before.replace("\\n", "\n") + IMPLEMENTATION))
        .contains(cure);
  }

  @Test
  @DisplayName("what the header asks for compiles")
  void newerC() throws Exception {
    Needs.program("gcc");
    for (String standard : List.of("-std=c11", "-std=gnu11", "-std=c17")) {
      assertThat(compiled(standard, IMPLEMENTATION)).as(standard).isEmpty();
    }
  }

  /** {@return the first error, or nothing} */
  private String compiled(String standard, String text) throws Exception {
    Path source = folder.resolve("program.c");
    Files.writeString(source, text);
    Process compiler =
        new ProcessBuilder(
                "gcc",
                standard,
                "-fsyntax-only",
                "-I",
                Client.ROOT.resolve("clients/c").toString(),
                source.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    compiler.waitFor();
    return output.lines().filter(line -> line.contains(" error: ")).findFirst().orElse("");
  }
}
