package org.javaipc.mmap.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.javaipc.spi.Checkpoint;
import org.javaipc.test.Soak;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that appends is killed with SIGKILL at each labelled step; the next one goes on. */
@Timeout(120)
class KilledWriterTest {
  private static final List<Checkpoint> STEPS =
      List.of(
          Checkpoint.SEND_COPIED,
          Checkpoint.SEND_CLEARED,
          Checkpoint.SEND_PUBLISHED,
          Checkpoint.LOG_FILE_MADE,
          Checkpoint.LOG_FILE_ENDED,
          Checkpoint.LOG_FILE_NAMED);

  @TempDir Path parent;

  @Test
  @DisplayName(
      "Killed at any step: what was appended is there, nothing else, and the next writer goes on")
  void killedAtEachStep() throws Exception {
    Path folder = parent.resolve("log");
    SplittableRandom random = new SplittableRandom();
    try (LogReader reader = LogReader.open(folder, new LogStart.Start())) {
      int next = 0;
      for (Checkpoint step : STEPS) {
        next =
            killAt(
                folder,
                step,
                passes(step, random),
                next,
                step == Checkpoint.LOG_FILE_ENDED || step == Checkpoint.SEND_COPIED);
        assertFollowed(reader, folder, next);
      }
    }
  }

  @Test
  @Tag("soak")
  @DisplayName("Killed at any step, again and again")
  void killedForLong() throws Exception {
    Path folder = parent.resolve("log");
    SplittableRandom random = new SplittableRandom();
    long end = System.nanoTime() + Soak.KILLS.time(20).toNanos();
    int next = 0;
    while (System.nanoTime() < end) {
      Checkpoint step = STEPS.get(random.nextInt(STEPS.size()));
      next = killAt(folder, step, passes(step, random), next, random.nextBoolean());
      assertThat(Logs.all(folder)).hasSize(next);
    }
  }

  private static int passes(Checkpoint step, SplittableRandom random) {
    return step.name().startsWith("LOG") ? random.nextInt(1, 4) : random.nextInt(1, 400);
  }

  /** {@return the number of the next message, which is that of the records that are there} */
  private static int killAt(Path folder, Checkpoint step, int pass, int from, boolean shared)
      throws Exception {
    try (OtherJvm writer =
        OtherJvm.start(
            WriterProcess.class,
            step,
            pass,
            folder.toString(),
            String.valueOf(from),
            String.valueOf(shared))) {
      writer.killWhereItStops();
    }
    try (LogReader reader = LogReader.open(folder, new LogStart.End())) {
      return (int) reader.next();
    }
  }

  private static void assertFollowed(LogReader reader, Path folder, int next) throws Exception {
    List<String> expected = new ArrayList<>();
    for (int i = (int) reader.next(); i < next; i++) {
      expected.add(Logs.shown(Logs.numbered(i, 1 + i * 37 % 900)));
    }
    assertThat(Logs.read(reader)).isEqualTo(expected);
    try (LogWriter writer = Logs.shared(folder, Logs.SMALL)) {
      assertThat(writer.next()).isEqualTo(next);
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.filter(file -> file.getFileName().toString().startsWith(".new-"))).isEmpty();
    }
  }
}
