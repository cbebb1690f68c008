package org.javaipc.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.javaipc.cli.report.Results;
import org.javaipc.cli.report.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputTest {
  @TempDir Path folder;

  private static Results results(String command, String kernel, Row row) {
    return new Results(
        "t",
        List.of(command),
        Map.of("kernel", kernel),
        Map.of(command, "1.0"),
        List.of(row),
        List.of("not \"" + command + "\""));
  }

  private static Row row(String label, double rate) {
    return new Row("flood", label, "shm", "polling", 32, Map.of("rate", rate, "p50", 17.25));
  }

  @Test
  void resultsOfSeveralRunsAreOnePage() throws Exception {
    Results first = results("one", "6.1", row("shm:", 1.5e7));
    Results second = results("two", "6.1", row("Aeron IPC", 2e7));
    Output.write(first, folder.resolve("a"), "");
    Output.write(second, folder.resolve("b"), "");
    Output.main(
        new String[] {
          folder.toString(),
          folder.resolve("a/results.json").toString(),
          folder.resolve("b/results.json").toString()
        });
    Results read = Output.read(folder.resolve("results.json"));
    assertThat(read.rows()).containsExactly(row("shm:", 1.5e7), row("Aeron IPC", 2e7));
    assertThat(read.commands()).containsExactly("one", "two");
    assertThat(read.versions()).containsOnlyKeys("one", "two");
    assertThat(read.leftOut()).containsExactly("not \"one\"", "not \"two\"");
    assertThat(Files.readString(folder.resolve("index.html")))
        .contains("Aeron IPC", ">0.75</td>")
        .endsWith("</html>\n");
  }

  @Test
  void figuresOfTwoMachinesAreNotCompared() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            Output.merge(
                List.of(
                    results("one", "6.1", row("shm:", 1)), results("two", "6.2", row("shm:", 1)))))
        .withMessageContaining("two machines");
  }
}
