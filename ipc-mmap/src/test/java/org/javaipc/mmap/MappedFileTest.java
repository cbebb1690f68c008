package org.javaipc.mmap;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.javaipc.AccessRefusedException;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.ObjectExistsException;
import org.javaipc.ResourceLimitException;
import org.javaipc.SystemCallException;
import org.javaipc.linux.memory.AdviceAnswer;
import org.javaipc.linux.memory.MemoryAdvice;
import org.javaipc.linux.memory.Protection;
import org.javaipc.linux.memory.SyncMode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedFileTest {
  private static final long PAGE = 4096;

  @TempDir Path folder;
  private Path path;

  @BeforeEach
  void name() {
    path = folder.resolve("file");
  }

  private void write(byte... content) throws Exception {
    Files.write(path, content);
  }

  private void writeSparse(long size) throws Exception {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(size);
    }
  }

  private long longInFile(long offset) throws Exception {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.read(bytes, offset);
    }
    return bytes.flip().getLong();
  }

  @Test
  @DisplayName(
      "M1 What is written to a shared mapping is in other mappings at once and in the file")
  void sharedMappingIsSeenByOthersAndByTheFile() throws Exception {
    try (MappedFile one = MappedFile.at(path).size(PAGE).create();
        MappedFile other = MappedFile.at(path).open()) {
      one.segment().set(JAVA_LONG, 8, 42);
      assertThat(other.segment().get(JAVA_LONG, 8)).isEqualTo(42);
      one.sync();
      assertThat(longInFile(8)).isEqualTo(42);
      assertThat(one).hasToString(path.toString());
      assertThat(one.path()).isEqualTo(path);
    }
    assertThat(Files.size(path)).isEqualTo(PAGE);
  }

  @Test
  @DisplayName("M1 A part of a file is mapped by offset and size")
  void aPartIsMapped() throws Exception {
    try (MappedFile part = MappedFile.at(path).offset(2 * PAGE).size(100).create()) {
      assertThat(part.size()).isEqualTo(100);
      part.segment().set(JAVA_LONG, 0, 7);
    }
    assertThat(Files.size(path)).isEqualTo(2 * PAGE + 100);
    assertThat(longInFile(2 * PAGE)).isEqualTo(7);
    try (MappedFile rest = MappedFile.at(path).offset(PAGE).open()) {
      assertThat(rest.size()).isEqualTo(PAGE + 100);
      assertThat(rest.segment().get(JAVA_LONG, PAGE)).isEqualTo(7);
    }
  }

  @Test
  @DisplayName("M2 Changes of a private mapping are neither in the file nor in others' view")
  void privateChangesStayHere() throws Exception {
    write(new byte[100]);
    try (MappedFile mine = MappedFile.at(path).privately().open();
        MappedFile readOnlyFile = MappedFile.at(path).readOnly().privately().open();
        MappedFile shared = MappedFile.at(path).open()) {
      mine.segment().set(JAVA_LONG, 0, 1);
      readOnlyFile.segment().set(JAVA_LONG, 0, 2);
      mine.sync();
      assertThat(mine.segment().get(JAVA_LONG, 0)).isEqualTo(1);
      assertThat(shared.segment().get(JAVA_LONG, 0)).isZero();
      assertThat(longInFile(0)).isZero();
    }
  }

  @Test
  @DisplayName("M3 An offset within a page is refused, with the offset that would be right")
  void offsetWithinAPageIsRefused() throws Exception {
    write(new byte[(int) (3 * PAGE)]);
    assertThatThrownBy(() -> MappedFile.at(path).offset(PAGE + 10).open())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("offset=4106", "page size 4096", "mmap: EINVAL", "offset=4096");
    assertThatThrownBy(() -> MappedFile.at(path).offset(-PAGE).open())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("offset=-4096");
    assertThatThrownBy(() -> MappedFile.at(path).offset(3 * PAGE).open())
        .isInstanceOf(SystemCallException.class)
        .hasMessageContainingAll(path.toString(), "mmap failed with EINVAL", "size=12288");
  }

  @Test
  @DisplayName("M3 A size of 0 is refused")
  void sizeOfZeroIsRefused() {
    assertThatThrownBy(() -> MappedFile.at(path).size(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("size=0", "EINVAL");
    assertThatThrownBy(() -> MappedFile.at(path).size(Long.MAX_VALUE).offset(PAGE).create())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> MappedFile.at(path).create())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("size=");
    assertThat(path).doesNotExist();
  }

  @Test
  @DisplayName("M3 A protection without READ is refused, and says what would be right")
  void writeOnlyProtectionIsRefused() throws Exception {
    write(new byte[100]);
    assertThatThrownBy(() -> MappedFile.at(path).protection(Protection.WRITE).open())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("protection=[WRITE]", "add READ");
  }

  @Test
  @DisplayName("M3 Writing through a descriptor that is open for reading is refused by the kernel")
  void writeAccessToReadOnlyDescriptorIsRefused() throws Exception {
    write(new byte[100]);
    assertThatThrownBy(() ->
            MappedFile.at(path).readOnly().protection(Protection.READ, Protection.WRITE).open())
        .isInstanceOf(AccessRefusedException.class)
        .hasMessageContainingAll(path.toString(), "mmap failed with EACCES", "open it for writing");
  }

  @Test
  @DisplayName("M4 A new or short file is extended before it is mapped, with blocks reserved")
  void newFileIsExtendedWithBlocks() throws Exception {
    try (MappedFile file = MappedFile.at(path).size(1 << 20).mode(0640).create()) {
      assertThat(file.fileSize()).isEqualTo(1 << 20);
      assertThat(DiskUsage.of(path)).isGreaterThanOrEqualTo(1 << 20);
      assertThat(
              file.segment().asSlice(0, 1 << 20).mismatch(MemorySegment.ofArray(new byte[1 << 20])))
          .isEqualTo(-1);
    }
    assertThat((int) Files.getAttribute(path, "unix:mode") & 0777).isEqualTo(0640);
    try (MappedFile file = MappedFile.at(path).size(2 << 20).openOrCreate()) {
      assertThat(file.size()).isEqualTo(2 << 20);
      assertThat(DiskUsage.of(path)).isGreaterThanOrEqualTo(2 << 20);
    }
  }

  @Test
  @DisplayName(
      "M4 An empty file mapped as it is, or a short one that may not grow, is a typed error")
  void emptyFileMappedAsItIsIsRefused() throws Exception {
    write();
    assertThatThrownBy(() -> MappedFile.at(path).open())
        .isInstanceOf(SystemCallException.class)
        .hasMessageContainingAll(
            path.toString(), "mmap failed with EINVAL", "empty", "give a size");
    assertThatThrownBy(() -> MappedFile.at(path).readOnly().size(10).open())
        .isInstanceOf(SystemCallException.class)
        .hasMessageContainingAll("size=0", "10 bytes", "for writing");
    assertThatThrownBy(() -> MappedFile.at(path).privately().size(10).open())
        .isInstanceOf(SystemCallException.class);
    assertThat(Files.size(path)).isZero();
  }

  @Test
  @DisplayName("M4 Without room nothing is changed, and a new file is not left")
  void withoutRoomNothingIsChanged() throws Exception {
    assertThatThrownBy(() -> MappedFile.at(path).size(1L << 50).create())
        .isInstanceOf(ResourceLimitException.class)
        .hasMessageContainingAll(path.toString(), "needs=1125899906842624", "available=");
    assertThat(path).doesNotExist();
    write(new byte[10]);
    assertThatThrownBy(() -> MappedFile.at(path).size(1L << 50).openOrCreate())
        .isInstanceOf(ResourceLimitException.class);
    try (MappedFile file = MappedFile.at(path).open()) {
      assertThatThrownBy(() -> file.grow(1L << 50)).isInstanceOf(ResourceLimitException.class);
      assertThat(file.size()).isEqualTo(10);
      file.segment().set(JAVA_BYTE, 9, (byte) 1);
    }
    assertThat(Files.size(path)).isEqualTo(10);
  }

  @Test
  @DisplayName("M5 Closing the descriptor leaves the mapping usable")
  void closingTheDescriptorLeavesTheMapping() throws Exception {
    try (MappedFile file = MappedFile.at(path).size(PAGE).create()) {
      file.closeDescriptor();
      file.segment().set(JAVA_LONG, 0, 5);
      file.sync();
      assertThat(longInFile(0)).isEqualTo(5);
      assertThatThrownBy(() -> file.grow(2 * PAGE))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed");
    }
  }

  @Test
  @DisplayName("M6 An access out of bounds or after close is an exception")
  void outOfBoundsAndClosedAreExceptions() throws Exception {
    MappedFile file = MappedFile.at(path).size(100).create();
    MemorySegment memory = file.segment();
    assertThatThrownBy(() -> memory.get(JAVA_LONG, 96))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> memory.set(JAVA_BYTE, -1, (byte) 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> file.sync(50, 51, SyncMode.WAIT))
        .isInstanceOf(IndexOutOfBoundsException.class);
    file.close();
    file.close();
    assertThat(file.isOpen()).isFalse();
    assertThatThrownBy(() -> memory.get(JAVA_LONG, 0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(file::sync).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> file.advise(MemoryAdvice.LOCK))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> file.grow(1000)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(file::fileSize).isInstanceOf(IllegalStateException.class);
  }

  @Test
  @DisplayName("M6 A file cut short under its mapping is a typed error, never a crash")
  void fileCutShortIsATypedError() throws Exception {
    try (MappedFile file = MappedFile.at(path).size(10 * PAGE).create()) {
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
        channel.truncate(PAGE);
      }
      assertThat(file.<Long>access(memory -> memory.get(JAVA_LONG, 0))).isZero();
      assertThatThrownBy(() -> file.access(memory -> memory.get(JAVA_LONG, 5 * PAGE)))
          .isInstanceOf(CorruptChannelException.class)
          .hasMessageContainingAll(path.toString(), "cut short", "size=40960", "size=4096 now");
      assertThatThrownBy(() ->
              file.access(memory -> {
                memory.asSlice(2 * PAGE).fill((byte) 1);
                return 0;
              }))
          .isInstanceOf(CorruptChannelException.class);
      assertThatThrownBy(
              () -> file.access(memory -> memory.asSlice(2 * PAGE, 100).toArray(JAVA_BYTE)))
          .isInstanceOf(CorruptChannelException.class);
    }
  }

  @Test
  @DisplayName("M10 sync writes, waits or not, and refuses to invalidate what is locked in memory")
  void syncHasThreeModes() throws Exception {
    try (MappedFile file = MappedFile.at(path).size(3 * PAGE).create()) {
      file.segment().set(JAVA_LONG, PAGE + 8, 9);
      file.sync(PAGE + 8, 8, SyncMode.ASYNC);
      file.sync(PAGE + 8, 8, SyncMode.WAIT);
      file.sync(PAGE + 8, 8, SyncMode.INVALIDATE);
      assertThat(longInFile(PAGE + 8)).isEqualTo(9);
      if (file.advise(MemoryAdvice.LOCK).taken()) {
        assertThatThrownBy(() -> file.sync(0, PAGE, SyncMode.INVALIDATE))
            .isInstanceOf(ResourceLimitException.class)
            .hasMessageContainingAll(path.toString(), "msync failed with EBUSY", "unlock");
        assertThat(file.advise(MemoryAdvice.UNLOCK).taken()).isTrue();
        file.sync(0, PAGE, SyncMode.INVALIDATE);
      }
    }
  }

  @Test
  @DisplayName("M11 A write to a read-only mapping is an error of the writer's and harms nobody")
  void writeToReadOnlyMappingIsAnError() throws Exception {
    write(new byte[100]);
    try (MappedFile reader = MappedFile.at(path).readOnly().open();
        MappedFile writer = MappedFile.at(path).open()) {
      assertThat(reader.segment().isReadOnly()).isTrue();
      assertThatThrownBy(() -> reader.segment().set(JAVA_LONG, 0, 1))
          .isInstanceOf(IllegalArgumentException.class);
      writer.segment().set(JAVA_LONG, 0, 2);
      assertThat(reader.segment().get(JAVA_LONG, 0)).isEqualTo(2);
    }
    assertThatThrownBy(() -> MappedFile.at(path).size(10).readOnly().create())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("readOnly()");
  }

  @Test
  @DisplayName(
      "M12 Advice is given when it is mapped or later, and the kernel's answer can be read")
  void adviceIsAnswered() throws Exception {
    try (MappedFile file =
        MappedFile.at(path)
            .size(4 << 20)
            .advice(MemoryAdvice.WILL_NEED, MemoryAdvice.HUGE_PAGES, MemoryAdvice.LOCK)
            .create()) {
      assertThat(file.adviceAnswers())
          .extracting(AdviceAnswer::advice)
          .containsExactly(MemoryAdvice.WILL_NEED, MemoryAdvice.HUGE_PAGES, MemoryAdvice.LOCK);
      assertThat(file.adviceAnswers().getFirst())
          .isEqualTo(new AdviceAnswer(MemoryAdvice.WILL_NEED, true, "taken"));
      AdviceAnswer huge = file.adviceAnswers().get(1);
      assertThat(huge.said()).contains(huge.taken() ? "shmem_enabled=" : "madvise failed with");
      AdviceAnswer locked = file.adviceAnswers().get(2);
      assertThat(locked.said()).contains(locked.taken() ? "taken" : "ulimit -l");
      assertThat(file.advise(MemoryAdvice.SEQUENTIAL, PAGE + 1, 10).taken()).isTrue();
      assertThat(file.advise(MemoryAdvice.NORMAL).taken()).isTrue();
    }
  }

  @Test
  @DisplayName("M4 A mapping grows; segments that were taken before stay valid until it is closed")
  void mappingGrows() throws Exception {
    MemorySegment before;
    try (MappedFile file = MappedFile.at(path).size(PAGE).create();
        MappedFile other = MappedFile.at(path).open()) {
      before = file.segment();
      file.grow(100 * PAGE);
      file.grow(10);
      assertThat(file.size()).isEqualTo(100 * PAGE);
      assertThat(Files.size(path)).isEqualTo(100 * PAGE);
      before.set(JAVA_LONG, 0, 3);
      assertThat(file.segment().get(JAVA_LONG, 0)).isEqualTo(3);
      file.segment().set(JAVA_LONG, 99 * PAGE, 4);
      other.grow(100 * PAGE);
      assertThat(other.segment().get(JAVA_LONG, 99 * PAGE)).isEqualTo(4);
    }
    assertThatThrownBy(() -> before.get(JAVA_LONG, 0)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  @DisplayName("M1 A file over 4 GiB is mapped as one segment")
  void fileOver4GiBIsOneSegment() throws Exception {
    long size = (5L << 30) + 8;
    writeSparse(size);
    try (MappedFile file = MappedFile.at(path).open()) {
      assertThat(file.size()).isEqualTo(size);
      file.segment().set(JAVA_LONG, 5L << 30, 11);
      file.reserve(1L << 30, PAGE);
      file.sync(5L << 30, 8, SyncMode.WAIT);
    }
    assertThat(longInFile(5L << 30)).isEqualTo(11);
  }

  @Test
  @DisplayName("M8 What is there decides between open, create and openOrCreate")
  void openCreateAndBoth() throws Exception {
    assertThatThrownBy(() -> MappedFile.at(path).open())
        .isInstanceOf(NoSuchObjectException.class)
        .hasMessageContainingAll(path.toString(), "open failed with ENOENT");
    try (MappedFile made = MappedFile.at(path).size(8).openOrCreate();
        MappedFile found = MappedFile.at(path).size(8).openOrCreate()) {
      made.segment().set(JAVA_LONG, 0, 1);
      assertThat(found.segment().get(JAVA_LONG, 0)).isEqualTo(1);
    }
    assertThatThrownBy(() -> MappedFile.at(path).size(8).create())
        .isInstanceOf(ObjectExistsException.class)
        .hasMessageContaining("EEXIST");
    assertThat(longInFile(0)).isEqualTo(1);
    Path missing = folder.resolve("no/such");
    assertThatThrownBy(() -> MappedFile.at(missing).size(8).openOrCreate())
        .isInstanceOf(NoSuchObjectException.class);
    Path link = Files.createSymbolicLink(folder.resolve("link"), missing);
    assertThatThrownBy(() -> MappedFile.at(link).size(8).openOrCreate())
        .isInstanceOf(IpcException.class);
  }

  @Test
  @DisplayName("M3 What is not a regular file is refused and left alone")
  void whatIsNoFileIsRefused() throws Exception {
    assertThatThrownBy(() -> MappedFile.at(folder).open())
        .isInstanceOf(SystemCallException.class)
        .hasMessageContainingAll(folder.toString(), "EISDIR", "regular file");
    assertThatThrownBy(() -> MappedFile.at(folder).readOnly().open())
        .isInstanceOf(SystemCallException.class)
        .hasMessageContaining("a directory");
    assertThatThrownBy(() -> MappedFile.at(Path.of("/dev/null")).open())
        .isInstanceOf(SystemCallException.class)
        .hasMessageContaining("ENODEV");
    assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
    assertThatThrownBy(() -> MappedFile.at(path).readOnly().open())
        .isInstanceOf(SystemCallException.class)
        .hasMessageContaining("a FIFO");
  }

  @Test
  @DisplayName("M5 10,000 mappings made and closed leave no descriptor and no mapping")
  void tenThousandMappingsLeaveNothing() throws Exception {
    MappedFile.at(path).size(PAGE).create().close();
    long descriptors = count("/proc/self/fd");
    long mappings = mappings();
    for (int i = 0; i < 10_000; i++) {
      try (MappedFile file = MappedFile.at(path).open()) {
        file.segment().set(JAVA_LONG, 0, i);
      }
    }
    assertThat(count("/proc/self/fd")).isLessThanOrEqualTo(descriptors + 5);
    assertThat(mappings()).isEqualTo(mappings);
  }

  private static long count(String directory) {
    return Path.of(directory).toFile().list().length;
  }

  private long mappings() throws Exception {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines.filter(line -> line.endsWith(path.toString())).count();
    }
  }
}
