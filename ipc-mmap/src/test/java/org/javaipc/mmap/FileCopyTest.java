package org.javaipc.mmap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.javaipc.AccessRefusedException;
import org.javaipc.IpcException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.SystemCallException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileCopyTest {
  @TempDir Path folder;
  private Path source;
  private Path target;

  @BeforeEach
  void names() {
    source = folder.resolve("source");
    target = folder.resolve("target");
  }

  private long copy() throws IpcException {
    AtomicLong told = new AtomicLong();
    try (FileCopy copy = FileCopy.open(source, target)) {
      long copied = copy.run(told::addAndGet);
      assertThat(told.get()).isEqualTo(copy.size());
      return copied;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4095, 4096, 4097, 65_537, (32 << 20) + 1})
  @DisplayName("M9 A copy is byte-identical, an empty one too")
  void aCopyIsIdentical(int size) throws Exception {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    Files.write(source, content);
    assertThat(copy()).isEqualTo(size);
    assertThat(Files.mismatch(source, target)).isEqualTo(-1);
    assertThat(Files.getPosixFilePermissions(target))
        .isEqualTo(Files.getPosixFilePermissions(source));
  }

  @Test
  @DisplayName("M9 A sparse file over 4 GiB keeps its holes, and its data wherever it lies")
  void sparseOver4GiBIsKept() throws Exception {
    long size = (5L << 30) + 123;
    try (RandomAccessFile file = new RandomAccessFile(source.toFile(), "rw")) {
      file.setLength(size);
      file.seek(100_000);
      file.write("somewhere at the start".getBytes(UTF_8));
      file.seek((4L << 30) + 5000);
      file.write(new byte[200_000]);
      file.write("beyond".getBytes(UTF_8));
      file.seek(size - 3);
      file.write("end".getBytes(UTF_8));
    }
    assertThat(copy()).isLessThan(10 << 20);
    assertThat(Files.size(target)).isEqualTo(size);
    assertThat(DiskUsage.of(target)).isLessThan(10 << 20);
    assertThat(isSame(0, 1 << 20)).isTrue();
    assertThat(isSame((4L << 30) - 1_000_000, 3 << 20)).isTrue();
    assertThat(isSame(size - (1 << 20), 1 << 20)).isTrue();
  }

  /** What another program says of a range. */
  private boolean isSame(long skip, long length) throws Exception {
    String files = "'" + source + "' '" + target + "'";
    String command = "cmp -i %d -n %d %s".formatted(skip, length, files);
    return new ProcessBuilder("sh", "-c", command).start().waitFor() == 0;
  }

  @Test
  @DisplayName("M9 A target that exists is overwritten in place, also a longer one")
  void existingTargetIsOverwritten() throws Exception {
    Files.write(source, "short".getBytes(UTF_8));
    Files.write(target, "something longer".getBytes(UTF_8));
    Path link = Files.createLink(folder.resolve("link"), target);
    copy();
    assertThat(link).hasContent("short");
  }

  @Test
  @DisplayName(
      "M9 A file onto itself, a missing source and a directory are refused, and nothing is changed")
  void wrongPairsAreRefused() throws Exception {
    Files.write(source, "content".getBytes(UTF_8));
    Path link = Files.createSymbolicLink(folder.resolve("link"), source);
    assertThatThrownBy(() -> FileCopy.open(source, link))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the same file");
    assertThat(source).hasContent("content");
    assertThatThrownBy(() -> FileCopy.open(folder.resolve("missing"), target))
        .isInstanceOf(NoSuchObjectException.class);
    assertThatThrownBy(() -> FileCopy.open(source, folder.resolve("no/such")))
        .isInstanceOf(NoSuchObjectException.class);
    assertThatThrownBy(() -> FileCopy.open(source, folder)).isInstanceOf(SystemCallException.class);
    assertThatThrownBy(() -> FileCopy.open(folder, target)).isInstanceOf(SystemCallException.class);
    assertThat(target).doesNotExist();
  }

  @Test
  @DisplayName("M9 A copy that is stopped leaves no target that it made, and devices are refused")
  void stoppedCopyLeavesNothing() throws Exception {
    Files.write(source, new byte[100_000]);
    FileCopy copy = FileCopy.open(source, target);
    assertThat(target).exists();
    copy.close();
    assertThat(target).doesNotExist();
    assertThatThrownBy(() -> copy.run(bytes -> {})).isInstanceOf(IllegalStateException.class);

    Path full = Path.of("/dev/full");
    assertThatThrownBy(() -> FileCopy.open(source, full)).isInstanceOf(IpcException.class);
    Files.write(target, new byte[10]);
    target.toFile().setReadOnly();
    if (!"root".equals(System.getProperty("user.name"))) {
      assertThatThrownBy(() -> FileCopy.open(source, target))
          .isInstanceOf(AccessRefusedException.class);
    }
  }
}
