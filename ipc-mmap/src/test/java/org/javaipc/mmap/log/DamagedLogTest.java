package org.javaipc.mmap.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that were cut short, scribbled over, lost, or left by a crash of the machine. */
class DamagedLogTest {
  private static final int LENGTH = 500;
  private static final long RECORD = LogFileDescriptor.recordLength(LENGTH);
  private static final int COUNT = 300;

  /** A boot that is over. */
  private static final long OTHER_BOOT = 77;

  @TempDir Path parent;
  private Path folder;

  @BeforeEach
  void fill() throws Exception {
    folder = parent.resolve("log");
    try (LogWriter writer = Logs.shared(folder, Logs.SMALL)) {
      Logs.fill(writer, 0, COUNT, LENGTH);
    }
    assertThat(Logs.files(folder))
        .extracting(file -> file.getFileName().toString())
        .containsExactly(
            "00000000000000000000.log", "00000000000000000108.log", "00000000000000000216.log");
  }

  private Path file(int i) throws Exception {
    return Logs.files(folder).get(i);
  }

  private static long offset(int record) {
    return LogFileDescriptor.RECORDS_OFFSET + record * RECORD;
  }

  private void crashOfTheMachine() throws Exception {
    for (Path file : Logs.files(folder)) {
      Logs.poke(file, LogFileDescriptor.BOOT_OFFSET, OTHER_BOOT);
    }
  }

  private static void assertCorrupt(ThrowingCallable call, String... parts) {
    assertThatThrownBy(call)
        .isInstanceOf(CorruptChannelException.class)
        .hasMessageContainingAll(parts);
  }

  /** Reads all up to the failure. */
  private List<String> before(Class<? extends IpcException> failure) throws Exception {
    List<String> read = new ArrayList<>();
    try (LogReader reader = LogReader.open(folder, new LogStart.Start())) {
      assertThatThrownBy(() -> Logs.read(reader, read)).isInstanceOf(failure);
    }
    return read;
  }

  @Test
  @DisplayName(
      "A scribbled record is an error with file and offset; what is before and behind it can be read")
  void scribbledRecord() throws Exception {
    Logs.poke(file(1), offset(10) + 100, 42);
    int damaged = 108 + 10;
    assertCorrupt(
        () -> Logs.all(folder),
        file(1).toString(),
        "offset=" + offset(10),
        "checksum of the record " + damaged);
    assertThat(before(CorruptChannelException.class)).isEqualTo(Logs.numbers(0, damaged, LENGTH));
    assertThat(Logs.read(folder, new LogStart.Position(damaged + 1)))
        .isEqualTo(Logs.numbers(damaged + 1, COUNT, LENGTH));
  }

  @Test
  @DisplayName(
      "Scribbled limits are an error for readers and writers, and nothing is removed by them")
  void scribbledLimits() throws Exception {
    for (long offset :
        List.of(
            LogFileDescriptor.LIMITS_CRC_OFFSET,
            LogFileDescriptor.ROLL_BYTES_OFFSET,
            LogFileDescriptor.KEEP_BYTES_OFFSET,
            LogFileDescriptor.KEEP_NANOS_OFFSET)) {
      byte[] original = Files.readAllBytes(file(2));
      for (long value : new long[] {0, 1, 128 << 10}) {
        Logs.poke(file(2), offset, value);
        assertCorrupt(() -> Logs.shared(folder, LogLimits.DEFAULT), file(2).toString(), "header");
        assertCorrupt(() -> Logs.all(folder), file(2).toString(), "header");
      }
      Files.write(file(2), original);
    }
    assertThat(Logs.all(folder)).isEqualTo(Logs.numbers(0, COUNT, LENGTH));
  }

  @Test
  @DisplayName("Whatever is scribbled anywhere, a reader gets what was written or an error")
  void scribbledAnywhere() throws Exception {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    List<byte[]> originals = new ArrayList<>();
    for (Path file : Logs.files(folder)) {
      originals.add(Files.readAllBytes(file));
    }
    List<String> whole = Logs.numbers(0, COUNT, LENGTH);
    for (int round = 0; round < 150; round++) {
      int i = random.nextInt(originals.size());
      int size = originals.get(i).length;
      long at = random.nextBoolean() ? random.nextLong(120) : random.nextLong(size - 8);
      Logs.poke(file(i), at, random.nextBoolean() ? random.nextLong() : random.nextLong(300) - 2);
      List<String> read = new ArrayList<>();
      try (LogReader reader = LogReader.open(folder, new LogStart.Position(random.nextInt(5)))) {
        long from = reader.next();
        Logs.read(reader, read);
        assertThat(whole.subList((int) from, COUNT))
            .as("seed=%d", seed)
            .startsWith(read.toArray(String[]::new));
      } catch (IpcException e) {
        assertThat(e).hasMessageContaining(folder.toString());
      }
      Files.write(file(i), originals.get(i));
    }
  }

  @Test
  @DisplayName("A file that was cut short is an error, for readers and writers, and stays as it is")
  void cutShort() throws Exception {
    long size = offset(5) + 100;
    Logs.cut(file(2), size);
    assertCorrupt(() -> Logs.all(folder), file(2).toString(), "cut short", "size=" + size);
    assertThat(before(CorruptChannelException.class)).isEqualTo(Logs.numbers(0, 221, LENGTH));
    assertCorrupt(() -> Logs.shared(folder, Logs.SMALL), file(2).toString(), "cut short");
    Logs.cut(file(2), 0);
    assertCorrupt(() -> Logs.all(folder), file(2).toString(), "size=0");
    assertCorrupt(() -> Logs.shared(folder, Logs.SMALL), file(2).toString());
    assertThat(Files.size(file(2))).isZero();
  }

  @Test
  @DisplayName("A file that is cut short under its mapping is an error, and the JVM lives")
  void cutShortUnderTheMapping() throws Exception {
    try (LogReader reader = LogReader.open(folder, new LogStart.Position(217));
        LogWriter writer = Logs.shared(folder, Logs.SMALL)) {
      Logs.cut(file(2), 4096);
      assertCorrupt(() -> Logs.read(reader), file(2).toString(), "cut short");
      assertCorrupt(() -> Logs.append(writer, "x"), file(2).toString(), "cut short");
    }
  }

  @Test
  @DisplayName(
      "A file that is missing in the middle is an error that says which positions are gone")
  void missingInTheMiddle() throws Exception {
    String lost = file(1).toString();
    Files.delete(file(1));
    assertCorrupt(() -> Logs.all(folder), lost, "position=108 to 215 are gone", "from=216");
    assertThat(before(CorruptChannelException.class)).isEqualTo(Logs.numbers(0, 108, LENGTH));
    assertCorrupt(() -> Logs.read(folder, new LogStart.Position(200)), lost, "are gone");
    assertThat(Logs.read(folder, new LogStart.Position(216)))
        .isEqualTo(Logs.numbers(216, COUNT, LENGTH));
  }

  @Test
  @DisplayName("What is not a log is refused and left alone")
  void otherFiles() throws Exception {
    byte[] text = "this is not a log".repeat(1000).getBytes(StandardCharsets.UTF_8);
    Files.write(file(2), text);
    assertCorrupt(() -> Logs.shared(folder, Logs.SMALL), file(2).toString(), "not a file of a log");
    assertThat(Files.readAllBytes(file(2))).isEqualTo(text);
    Files.move(file(0), folder.resolve("00000000000000000007.log"));
    assertCorrupt(() -> Logs.all(folder), "its first position=0", "renamed");
  }

  @Test
  @DisplayName(
      "After a crash of the machine, readers stop before what is torn, and the next writer cuts it off")
  void tornTail() throws Exception {
    crashOfTheMachine();
    Logs.poke(file(2), offset(20) + 64, 1); // its page was not written
    assertThat(Logs.all(folder)).isEqualTo(Logs.numbers(0, 236, LENGTH));
    try (LogWriter writer = Logs.shared(folder, Logs.SMALL)) {
      assertThat(writer.next()).isEqualTo(236);
      assertThat(Logs.all(folder)).isEqualTo(Logs.numbers(0, 236, LENGTH));
      Logs.append(writer, "after");
    }
    assertThat(Logs.all(folder)).hasSize(237).last().isEqualTo("after");
    assertThat(Logs.read(folder, new LogStart.Position(236))).containsExactly("after");
  }

  @Test
  @DisplayName("After a crash of the machine, what was synced must be whole")
  void syncedIsWhole() throws Exception {
    try (LogWriter writer = Logs.shared(folder, Logs.SMALL)) {
      writer.sync();
      Logs.fill(writer, COUNT, COUNT + 5, LENGTH);
    }
    crashOfTheMachine();
    Logs.poke(file(2), offset(COUNT - 216) + 64, 1);
    assertThat(Logs.all(folder)).isEqualTo(Logs.numbers(0, COUNT, LENGTH));
    Logs.poke(file(2), offset(20) + 64, 1);
    assertCorrupt(() -> Logs.all(folder), file(2).toString(), "offset=" + offset(20));
    assertCorrupt(
        () -> Logs.shared(folder, Logs.SMALL), file(2).toString(), "offset=" + offset(20));
  }

  @Test
  @DisplayName(
      "After a crash of the machine, files behind what is torn go, unless they were synced")
  void tornInTheMiddle() throws Exception {
    crashOfTheMachine();
    Logs.poke(file(1), offset(3), 0); // lost with all of its page
    try (LogWriter writer = Logs.shared(folder, Logs.SMALL)) {
      assertThat(writer.next()).isEqualTo(111);
      Logs.fill(writer, 111, 200, LENGTH);
    }
    assertThat(Logs.all(folder)).isEqualTo(Logs.numbers(0, 200, LENGTH));
  }

  @Test
  @DisplayName("After a crash of the machine, a last file without a header goes")
  void blankFile() throws Exception {
    crashOfTheMachine();
    Files.write(file(2), new byte[64 << 10]);
    try (LogWriter writer = Logs.shared(folder, Logs.SMALL)) {
      assertThat(writer.next()).isEqualTo(216);
      Logs.append(writer, Logs.numbered(216, LENGTH));
    }
    assertThat(Logs.all(folder)).isEqualTo(Logs.numbers(0, 217, LENGTH));
  }

  @Test
  @DisplayName("A file whose message is forged as a record is read as the message that it is")
  void forgedRecord() throws Exception {
    byte[] forged = Files.readAllBytes(file(0));
    byte[] payload = new byte[(int) RECORD * 2];
    System.arraycopy(forged, (int) offset(0), payload, 0, payload.length);
    try (LogWriter writer = Logs.shared(folder, Logs.SMALL)) {
      writer.append(MemorySegment.ofArray(payload), 0, payload.length);
      Logs.append(writer, "end");
    }
    List<String> read = Logs.all(folder);
    assertThat(read).hasSize(COUNT + 2).last().isEqualTo("end");
  }
}
