package org.javaipc.mmap.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.javaipc.ChannelBusyException;
import org.javaipc.ChannelClosedException;
import org.javaipc.GeometryMismatchException;
import org.javaipc.HistoryGoneException;
import org.javaipc.MessageTooLongException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.linux.file.BootId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTest {
  @TempDir Path parent;
  private Path folder;

  @BeforeEach
  void name() {
    folder = parent.resolve("trades");
  }

  @Test
  @DisplayName("What was appended is read in its order, over as many files as it takes")
  void appendedIsRead() throws Exception {
    try (LogWriter writer = Logs.alone(folder, Logs.SMALL)) {
      Logs.fill(writer, 0, 1000, 300);
      Logs.append(writer, "");
      Logs.append(writer, "x".repeat(200_000)); // longer than a file is otherwise
    }
    List<String> read = Logs.all(folder);
    assertThat(read.subList(0, 1000)).isEqualTo(Logs.numbers(0, 1000, 300));
    assertThat(read.get(1000)).isEmpty();
    assertThat(read.get(1001)).hasSize(200_000);
    assertThat(read).hasSize(1002);
    assertThat(Logs.files(folder)).hasSizeGreaterThan(5);
  }

  @Test
  @DisplayName(
      "A reader follows the end, across files, and a later writer goes on where the last one ended")
  void readerFollows() throws Exception {
    try (LogReader reader = LogReader.open(folder, new LogStart.Start())) {
      assertThat(Logs.read(reader)).isEmpty();
      for (int round = 0; round < 10; round++) {
        try (LogWriter writer =
            round % 2 == 0
                ? Logs.alone(folder, Logs.SMALL)
                : Logs.shared(folder, LogLimits.DEFAULT)) {
          Logs.fill(writer, round * 100, round * 100 + 50, 500);
          assertThat(Logs.read(reader)).isEqualTo(Logs.numbers(round * 100, round * 100 + 50, 500));
          Logs.fill(writer, round * 100 + 50, round * 100 + 100, 500);
        }
        assertThat(Logs.read(reader))
            .isEqualTo(Logs.numbers(round * 100 + 50, round * 100 + 100, 500));
        assertThat(reader.next()).isEqualTo(round * 100 + 100);
      }
    }
  }

  @Test
  @DisplayName(
      "Many writers append in turn; each one's records are in its order, and positions have no gap")
  void manyWriters() throws Exception {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    List<Thread> threads = new ArrayList<>();
    for (int w = 0; w < 3; w++) {
      String name = "w" + w + ":";
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                try (LogWriter writer = Logs.shared(folder, Logs.SMALL)) {
                  for (int i = 0; i < 1000; i++) {
                    Logs.append(writer, name + i + " ".repeat(i % 300));
                  }
                } catch (Exception e) {
                  failure.set(e);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failure.get()).isNull();
    List<String> read = Logs.all(folder);
    assertThat(read).hasSize(3000);
    for (int w = 0; w < 3; w++) {
      String name = "w" + w + ":";
      int next = 0;
      for (String text : read) {
        if (text.startsWith(name)) {
          assertThat(text.strip()).isEqualTo(name + next++);
        }
      }
      assertThat(next).isEqualTo(1000);
    }
  }

  @Test
  @DisplayName("Times never go back, whoever appends")
  void timesRise() throws Exception {
    try (LogWriter first = Logs.shared(folder, Logs.SMALL);
        LogWriter second = Logs.shared(folder, Logs.SMALL)) {
      Logs.append(first, "a", 1000);
      Logs.append(second, "b", 500);
      Logs.append(first, "c", 999);
      Logs.append(second, "d", 1500);
    }
    List<Long> times = new ArrayList<>();
    try (LogReader reader = LogReader.open(folder, new LogStart.Start())) {
      while (reader.read()) {
        times.add(reader.time());
      }
    }
    assertThat(times).containsExactly(1000L, 1000L, 1000L, 1500L);
  }

  @Test
  @DisplayName("A reader begins at any position, time or end")
  void starts() throws Exception {
    try (LogWriter writer = Logs.alone(folder, Logs.SMALL)) {
      for (int i = 0; i < 2000; i++) {
        Logs.append(writer, Logs.numbered(i, 100), 1_000_000L + i / 2 * 10L);
      }
      for (int from : new int[] {0, 1, 57, 500, 1000, 1999, 2000}) {
        assertThat(Logs.read(folder, new LogStart.Position(from)))
            .isEqualTo(Logs.numbers(from, 2000, 100));
      }
      for (int from : new int[] {0, 1, 57, 500, 999}) {
        long time = 1_000_000L + from * 10L;
        assertThat(Logs.read(folder, new LogStart.Time(time)))
            .isEqualTo(Logs.numbers(from * 2, 2000, 100));
        assertThat(Logs.read(folder, new LogStart.Time(time - 5)))
            .isEqualTo(Logs.numbers(from * 2, 2000, 100));
      }
      try (LogReader reader = LogReader.open(folder, new LogStart.End());
          LogEnd end = new LogEnd(folder)) {
        assertThat(Logs.read(reader)).isEmpty();
        assertThat(end.behind(reader.next(), reader.bytes())).isEqualTo(new LogLag(0, 0));
        Logs.append(writer, "new");
        assertThat(end.behind(reader.next(), reader.bytes())).isEqualTo(new LogLag(1, 32));
        assertThat(Logs.read(reader)).containsExactly("new");
      }
      assertThat(Logs.read(folder, new LogStart.Time(Long.MAX_VALUE))).isEmpty();
    }
  }

  @Test
  @DisplayName(
      "Files are removed by size, and a position that is gone is answered with where the log begins")
  void removedBySize() throws Exception {
    LogLimits limits = Logs.SMALL.withKeep("300KiB").orElseThrow();
    try (LogReader slow = LogReader.open(folder, new LogStart.Start());
        LogWriter writer = Logs.alone(folder, limits)) {
      Logs.fill(writer, 0, 10, 1000);
      assertThat(slow.read()).isTrue();
      Logs.fill(writer, 10, 1000, 1000);
      assertThat(Logs.files(folder)).hasSizeBetween(3, 4);
      long first = firstPosition();
      assertThatThrownBy(() -> Logs.read(folder, new LogStart.Position(5)))
          .isInstanceOfSatisfying(
              HistoryGoneException.class, e -> assertThat(e.first()).isEqualTo(first))
          .hasMessageContaining("begins at position=" + first);
      assertThatThrownBy(() -> Logs.read(slow)).isInstanceOf(HistoryGoneException.class);
      slow.seek(new LogStart.Position(first));
      assertThat(Logs.read(slow)).isEqualTo(Logs.numbers((int) first, 1000, 1000));
      assertThat(Logs.all(folder)).isEqualTo(Logs.numbers((int) first, 1000, 1000));
    }
  }

  private long firstPosition() throws Exception {
    try (LogReader reader = LogReader.open(folder, new LogStart.Start())) {
      return reader.next();
    }
  }

  @Test
  @DisplayName("Files roll and are removed by age")
  void removedByAge() throws Exception {
    LogLimits limits = LogLimits.DEFAULT.withKeep("8s").orElseThrow();
    long second = Duration.ofSeconds(1).toNanos();
    try (LogWriter writer = Logs.alone(folder, limits)) {
      for (int i = 0; i < 20; i++) {
        Logs.append(writer, "m" + i, i * second);
      }
    }
    assertThat(Logs.all(folder)).hasSizeBetween(9, 11).last().isEqualTo("m19");
  }

  @Test
  @DisplayName("A position beyond the end is refused: the log was recreated")
  void beyondTheEnd() throws Exception {
    try (LogWriter writer = Logs.alone(folder, Logs.SMALL)) {
      Logs.fill(writer, 0, 3, 10);
    }
    assertThatThrownBy(() -> Logs.read(folder, new LogStart.Position(4)))
        .isInstanceOf(HistoryGoneException.class)
        .hasMessageContaining("ends before position=3");
    assertThatThrownBy(() -> Logs.read(parent.resolve("none"), new LogStart.Position(4)))
        .isInstanceOf(HistoryGoneException.class);
  }

  @Test
  @DisplayName("Who writes alone keeps others out, and gives back what it reserved when it closes")
  void alone() throws Exception {
    try (LogWriter writer = Logs.alone(folder, LogLimits.DEFAULT)) {
      assertThatThrownBy(() -> Logs.alone(folder, Logs.SMALL))
          .isInstanceOf(ChannelBusyException.class)
          .hasMessageContaining("trades/.lock");
      Logs.append(writer, "hello");
      assertThat(Files.size(Logs.files(folder).getFirst())).isEqualTo(LogLimits.DEFAULT_ROLL);
    }
    assertThat(Files.size(Logs.files(folder).getFirst())).isEqualTo(64 << 10);
    assertThat(Logs.all(folder)).containsExactly("hello");
  }

  @Test
  @DisplayName("A single file of a log can be read by itself")
  void singleFile() throws Exception {
    try (LogWriter writer = Logs.alone(folder, Logs.SMALL)) {
      Logs.fill(writer, 0, 300, 500);
    }
    List<String> read = Logs.all(Logs.files(folder).get(1));
    assertThat(read).isEqualTo(Logs.numbers(108, 108 + read.size(), 500));
  }

  @Test
  @DisplayName("Misuse is refused and changes nothing")
  void misuse() throws Exception {
    Path file = Files.createFile(parent.resolve("file"));
    assertThatThrownBy(() -> Logs.alone(file, Logs.SMALL))
        .isInstanceOf(NoSuchObjectException.class)
        .hasMessageContaining("is not a folder");
    LogWriter writer = Logs.alone(folder, Logs.SMALL);
    assertThatThrownBy(() -> writer.append(MemorySegment.NULL, 0, (1L << 30) + 1))
        .isInstanceOf(MessageTooLongException.class);
    writer.close();
    writer.close();
    assertThatThrownBy(() -> Logs.append(writer, "x")).isInstanceOf(ChannelClosedException.class);
    assertThat(Logs.all(folder)).isEmpty();
  }

  @Test
  @DisplayName("A log of 0.2.0 has no limits, until a writer that states some begins a file")
  void withoutLimits() throws Exception {
    Files.createDirectory(folder);
    LogFolder files = LogFolder.of(folder);
    LogFileHeader header =
        LogFileHeader.of(128 << 10, 0, 1, 0, 7, Optional.empty(), Optional.empty());
    LogFile.create(files.hidden(0), header, 0600, BootId.current()).close();
    files.publish(0);
    try (LogWriter writer = Logs.alone(folder, LogLimits.DEFAULT)) {
      Logs.append(writer, "x".repeat(100_000), 1);
      Logs.append(writer, "x".repeat(100_000), 1);
    }
    LogLimits limits =
        Logs.SMALL.withRoll("64KiB,1s").flatMap(hourly -> hourly.withKeep("1GiB")).orElseThrow();
    try (LogWriter writer = Logs.shared(folder, limits)) {
      Logs.append(writer, "later", Duration.ofHours(1).toNanos());
    }
    assertThat(keeps()).containsExactly("none", "none", "1GiB");
    LogLimits other = LogLimits.DEFAULT.withKeep("1MiB").orElseThrow();
    assertThatThrownBy(() -> Logs.shared(folder, other))
        .isInstanceOf(GeometryMismatchException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining("keep=1MiB is stated but the log was created with keep=1GiB");
    assertThat(Logs.all(folder)).hasSize(3);
  }

  private List<String> keeps() throws Exception {
    List<String> keeps = new ArrayList<>();
    for (Path path : Logs.files(folder)) {
      try (LogFile file = LogFile.openToRead(path)) {
        keeps.add(file.limits().map(limits -> limits.keep().text()).orElse("none"));
      }
    }
    return keeps;
  }

  @Test
  @DisplayName("Options are sizes, ages, positions and times")
  void options() {
    LogLimits hourly = LogLimits.DEFAULT.withRoll("1MiB,1h").orElseThrow();
    assertThat(hourly.roll()).isEqualTo(new Extent(1 << 20, 3_600_000_000_000L));
    assertThat(hourly.fileBytes()).isEqualTo(1 << 20);
    assertThat(hourly.maxMessage()).isEqualTo(256 << 10);
    LogLimits week = hourly.withKeep("8h,1MiB").orElseThrow();
    assertThat(week.keep()).isEqualTo(new Extent(1 << 20, 8 * 3_600_000_000_000L));
    assertThat(week.roll()).isEqualTo(hourly.roll());
    assertThat(week.fileBytes()).isEqualTo(256 << 10);
    assertThat(week.fileNanos()).isEqualTo(3_600_000_000_000L);
    assertThat(LogLimits.DEFAULT.withKeep("all").orElseThrow().keep()).isEqualTo(Extent.ALL);
    for (String text : List.of("all", "7d,10GiB", "90m", "1500ms", "61s", "25h", "65537", "3MiB")) {
      LogLimits limits = LogLimits.DEFAULT.withKeep(text).orElseThrow();
      assertThat(limits.keep().text()).isEqualTo(text);
    }
    assertThat(LogLimits.DEFAULT.withKeep("1h,2h")).isEmpty();
    assertThat(LogLimits.DEFAULT.withKeep("0")).isEmpty();
    assertThat(LogLimits.DEFAULT.withKeep("week")).isEmpty();
    assertThat(LogLimits.DEFAULT.withRoll("1KiB")).isEmpty();
    assertThat(LogStart.parse("start")).hasValue(new LogStart.Start());
    assertThat(LogStart.parse("17")).hasValue(new LogStart.Position(17));
    assertThat(LogStart.parse("1970-01-01T00:00:01Z")).hasValue(new LogStart.Time(1_000_000_000));
    assertThat(LogStart.parse("10m"))
        .hasValueSatisfying(start ->
            assertThat(((LogStart.Time) start).nanos())
                .isLessThan(EpochClock.epoch(Instant.now())));
    assertThat(LogStart.parse("yesterday")).isEmpty();
  }
}
