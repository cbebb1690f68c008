package org.javaipc.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.javaipc.bench.fan.FanIn;
import org.javaipc.cli.report.Results;
import org.javaipc.cli.report.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunsTest {
  @TempDir Path folder;

  @Test
  void everyContenderDoesEveryKindOfWork() throws Exception {
    Compare.main(
        new String[] {
          "--rounds",
          "1",
          "--slots",
          "2",
          "--slot",
          "5",
          "--ratetime",
          "20",
          "--warmup",
          "10",
          "--works",
          "ping:100,flood:32,rate:32@10000",
          "--native",
          "pipe",
          "--out",
          folder.toString(),
          "--report",
          folder.resolve("page.html").toString(),
          "javaipc",
          "javaipc:scheme=unix,wait=park",
          "aeron",
          "agrona",
          "chronicle"
        });
    Results results = Output.read(folder.resolve("results.json"));
    assertThat(results.rows())
        .extracting(row -> row.section() + " " + row.at() + " " + row.label())
        .containsExactlyInAnyOrder(
            "ping 100 shm:",
            "ping 100 unix:, sleeping",
            "ping 100 Aeron IPC",
            "ping 100 Agrona ring",
            "ping 100 Chronicle Queue",
            "ping 100 C pipe wait",
            "ping 100 C pipe poll",
            "flood 32 shm:",
            "flood 32 unix:, sleeping",
            "flood 32 Aeron IPC",
            "flood 32 Agrona ring",
            "flood 32 Chronicle Queue",
            "rate 10000 shm:",
            "rate 10000 unix:, sleeping",
            "rate 10000 Aeron IPC",
            "rate 10000 Agrona ring",
            "rate 10000 Chronicle Queue");
    assertThat(results.rows())
        .allMatch(row -> row.figure("rate") > 0)
        .filteredOn(row -> !row.section().equals("flood"))
        .allMatch(row -> row.figure("p50") > 0 && row.figure("p50") <= row.figure("max"));
    assertThat(results.versions()).containsKeys("agrona", "aeron-client", "chronicle-queue");
    assertThat(Files.readString(folder.resolve("page.html")))
        .contains("Sleeping and polling, compared with C", "10 k messages/s", "Ratios");
  }

  @Test
  void growthHasARowForEachPoint() throws Exception {
    Growth.main(
        new String[] {
          "--schemes",
          "shm,unix",
          "--channels",
          "1,3",
          "--senders",
          "2",
          "--capacities",
          "64",
          "--sizes",
          "0,100",
          "--slot",
          "2",
          "--slots",
          "1",
          "--out",
          folder.toString()
        });
    Results results = Output.read(folder.resolve("results.json"));
    assertThat(results.leftOut()).isEmpty();
    assertThat(results.rows())
        .extracting(row -> row.section() + " " + row.label() + " " + row.at())
        .containsExactly(
            "channels shm: 1",
            "channels shm: 3",
            "channels unix: 1",
            "channels unix: 3",
            "senders shm: 2",
            "capacity shm: 65536",
            "size shm: 0",
            "size shm: 100");
    assertThat(results.rows()).allMatch(row -> row.figure("rate") > 0);
    assertThat(results.rows().getFirst().figures())
        .containsKeys("openNs", "bytes", "descriptors", "threads");
  }

  @Test
  void manySendersHaveARowForEachContender() throws Exception {
    FanIn.main(
        new String[] {
          "--senders",
          "2",
          "--rounds",
          "1",
          "--slots",
          "1",
          "--slot",
          "5",
          "--warmup",
          "10",
          "--out",
          folder.toString()
        });
    assertThat(Output.read(folder.resolve("results.json")).rows())
        .extracting(Row::label)
        .containsExactly("shm:", "Aeron IPC", "Agrona ring", "C pipe");
  }
}
