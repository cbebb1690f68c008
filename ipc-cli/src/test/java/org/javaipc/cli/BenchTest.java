package org.javaipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchTest {
  @RegisterExtension final Workplace at = new Workplace();

  @ParameterizedTest
  @ValueSource(strings = {"ping", "flood"})
  void eachRepetitionIsALineOfJson(String mode) throws Exception {
    IpcProcess bench =
        at.ipc(
            "bench",
            "shm:b",
            "--mode",
            mode,
            "--size",
            "100",
            "--count",
            "500",
            "--repeat",
            "2",
            "--json");
    assertThat(bench.exit()).as(bench.err()).isZero();
    assertThat(bench.lines())
        .hasSize(2)
        .allMatch(line ->
            line.matches(
                "\\{\"address\": \"shm:b\", \"scheme\": \"shm\", \"mode\": \"%s\",".formatted(mode)
                    + " \"size\": 100, \"count\": 500, \"rate\": [\\d.]+, \"mbps\": [\\d.]+,"
                    + " \"p50Ns\": \\d+, \"p99Ns\": \\d+, \"p999Ns\": \\d+, \"maxNs\": \\d+\\}"));
  }

  @Test
  void messagesTooShortForATimeHaveNone() throws Exception {
    IpcProcess bench =
        at.ipc("bench", "shm:b", "--mode", "flood", "--size", "0", "--repeat", "1", "--json");
    assertThat(bench.exit()).as(bench.err()).isZero();
    assertThat(bench.out()).contains("\"p50Ns\": null", "\"maxNs\": null");
  }

  @Test
  void thePageShowsPlotsAndNumbers() throws Exception {
    String page = at.file("page.html").toString();
    IpcProcess bench = at.ipc("bench", "shm:b", "--count", "100", "--repeat", "1", "--html", page);
    assertThat(bench.exit()).as(bench.err()).isZero();
    assertThat(bench.out()).startsWith("address ").hasLineCount(5);
    assertThat(Files.readString(at.file("page.html")))
        .contains("<svg", "Latency percentiles by transport", "Rate by size", "shm:b", "65536 B")
        .endsWith("</html>\n");
  }

  @Test
  void aPageThatCannotBeWrittenIsRefusedBeforeMeasuring() throws Exception {
    Call call = Call.of("bench", "shm:b", "--html", "/no/such/folder/page.html");
    assertThat(call.exit()).isEqualTo(ExitCode.FAILED);
    assertThat(call.err()).isEqualTo("ipc: /no/such/folder: there is no such file or directory\n");
  }

  @Test
  void aSizeOverTheLimitIsAnError() throws Exception {
    IpcProcess bench = at.ipc("bench", "shm:b?maxMessage=100", "--size", "101");
    assertThat(bench.exit()).isEqualTo(ExitCode.FAILED);
    assertThat(bench.err()).contains("length=101 maxMessage=100").hasLineCount(1);
  }
}
