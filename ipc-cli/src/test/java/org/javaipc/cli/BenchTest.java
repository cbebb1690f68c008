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
                    + " \"p50Ns\": \\d+, \"p90Ns\": \\d+, \"p99Ns\": \\d+, \"p999Ns\": \\d+,"
                    + " \"p9999Ns\": \\d+, \"maxNs\": \\d+\\}"));
  }

  @Test
  void messagesTooShortForATimeHaveNone() throws Exception {
    IpcProcess bench =
        at.ipc("bench", "shm:b", "--mode", "flood", "--size", "0", "--repeat", "1", "--json");
    assertThat(bench.exit()).as(bench.err()).isZero();
    assertThat(bench.out()).contains("\"p50Ns\": null", "\"maxNs\": null");
  }

  @Test
  void aFixedRateIsKeptAndTimedFromWhenEachWasDue() throws Exception {
    IpcProcess bench =
        at.ipc(
            "bench",
            "shm:b",
            "--mode",
            "rate",
            "--rate",
            "2000,1000",
            "--count",
            "500",
            "--repeat",
            "1",
            "--json");
    assertThat(bench.exit()).as(bench.err()).isZero();
    assertThat(bench.lines())
        .satisfiesExactly(
            line -> assertThat(rate(line)).isBetween(100.0, 2100.0),
            line -> assertThat(rate(line)).isBetween(100.0, 1050.0));
    assertThat(bench.out()).contains("\"asked\": 2000, \"count\": 500", "\"p9999Ns\": ");
  }

  private static double rate(String line) {
    return Double.parseDouble(line.replaceAll(".*\"rate\": ([\\d.]+),.*", "$1"));
  }

  @Test
  void aRateNeedsItsMode() throws Exception {
    Call call = Call.of("bench", "shm:b", "--rate", "1000");
    assertThat(call.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(call.err()).isEqualTo("ipc: --rate needs --mode rate\n");
  }

  @Test
  void aMessageAtARateHasRoomForItsTime() throws Exception {
    Call call = Call.of("bench", "shm:b", "--mode", "rate", "--size", "7");
    assertThat(call.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(call.err()).contains("size=7", "8 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ping", "flood"})
  void messagesWithoutAWordAreMeasuredToo(String mode) throws Exception {
    IpcProcess bench =
        at.ipc(
            "bench",
            "shm:b",
            "--mode",
            mode,
            "--size",
            "0,7",
            "--count",
            "300",
            "--repeat",
            "1",
            "--json");
    assertThat(bench.exit()).as(bench.err()).isZero();
    assertThat(bench.lines()).hasSize(2).allMatch(line -> line.contains("\"count\": 300"));
  }

  @Test
  void thePageShowsPlotsAndNumbers() throws Exception {
    String page = at.file("page.html").toString();
    IpcProcess bench = at.ipc("bench", "shm:b", "--count", "100", "--repeat", "1", "--html", page);
    assertThat(bench.exit()).as(bench.err()).isZero();
    assertThat(bench.out()).startsWith("address ").hasLineCount(6);
    assertThat(Files.readString(at.file("page.html")))
        .contains("<svg", "Latency percentiles by transport", "Rate by size", "shm:b", "64 KiB")
        .contains("100 k messages/s", "ipc bench shm:b --count 100 --repeat 1 --html " + page)
        .endsWith("</html>\n");
  }

  @Test
  void aPageThatCannotBeWrittenIsRefusedBeforeMeasuring() throws Exception {
    Call call = Call.of("bench", "shm:b", "--html", "/no/such/folder/page.html");
    assertThat(call.exit()).isEqualTo(ExitCode.FAILED);
    assertThat(call.err()).isEqualTo("ipc: /no/such/folder: no such file or directory\n");
  }

  @Test
  void aSizeOverTheLimitIsAnError() throws Exception {
    IpcProcess bench = at.ipc("bench", "shm:b?maxMessage=100", "--size", "101");
    assertThat(bench.exit()).isEqualTo(ExitCode.FAILED);
    assertThat(bench.err()).contains("length=101 maxMessage=100").hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ping", "flood"})
  void aSizeThatATransportCannotCarryIsLeftOut(String mode) throws Exception {
    String page = at.file("page.html").toString();
    IpcProcess bench =
        at.ipc(
            "bench",
            "shm:b?maxMessage=200",
            "shm:c",
            "--mode",
            mode,
            "--size",
            "100,300,150",
            "--count",
            "100",
            "--repeat",
            "1",
            "--html",
            page);
    assertThat(bench.exit()).as(bench.err()).isZero();
    assertThat(bench.lines()).hasSize(6);
    assertThat(bench.err())
        .startsWith("ipc: left out: shm:b?maxMessage=200, " + mode + " of 300 B: ")
        .contains("maxMessage=200")
        .hasLineCount(1);
    assertThat(Files.readString(at.file("page.html")))
        .contains("<li>shm:b?maxMessage=200, " + mode + " of 300 B: ", "150 B")
        .endsWith("</html>\n");
  }
}
