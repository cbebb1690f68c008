package org.javaipc.mmap;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.javaipc.AccessRefusedException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.ResourceLimitException;
import org.javaipc.SystemCallException;
import org.javaipc.linux.memory.Seal;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedMappingTest {
  private static final long PID = ProcessHandle.current().pid();

  @TempDir Path folder;

  @Test
  @DisplayName("M7 Memory without a name is shared by whoever attaches its descriptor")
  void attachedByDescriptor() throws Exception {
    SharedMapping maker = SharedMapping.create("test", 10_000);
    try (SharedMapping other = SharedMapping.attach(PID, maker.descriptor());
        SharedMapping reader = SharedMapping.attachReadOnly(PID, maker.descriptor())) {
      assertThat(other.size()).isEqualTo(10_000);
      other.segment().set(JAVA_LONG, 8, 42);
      assertThat(maker.segment().get(JAVA_LONG, 8)).isEqualTo(42);
      maker.close();
      assertThat(reader.segment().get(JAVA_LONG, 8)).isEqualTo(42);
      assertThatThrownBy(() -> reader.segment().set(JAVA_LONG, 8, 1))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(maker::descriptor).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  @DisplayName("M7 It is sealed against shrinking when it is made, and the seal is honoured")
  void sealedAgainstShrinking() throws Exception {
    try (SharedMapping memory = SharedMapping.create("test", 10_000)) {
      assertThat(memory.seals()).containsExactly(Seal.SHRINK);
      Path file = Path.of("/proc/self/fd/" + memory.descriptor());
      assertThatThrownBy(() -> Files.newOutputStream(file).close())
          .hasMessageContaining("ermitted");
      assertThat(memory.fileSize()).isEqualTo(10_000);
    }
  }

  @Test
  @DisplayName("M7 Sealed against growing it does not grow; otherwise it does, for everybody")
  void sealAgainstGrowing() throws Exception {
    try (SharedMapping memory = SharedMapping.create("test", 1000);
        SharedMapping other = SharedMapping.attach(PID, memory.descriptor())) {
      memory.grow(5000);
      other.grow(5000);
      other.segment().set(JAVA_LONG, 4000, 1);
      assertThat(memory.segment().get(JAVA_LONG, 4000)).isEqualTo(1);
      memory.seal(Seal.GROW, Seal.SEAL);
      assertThatThrownBy(() -> other.grow(6000))
          .isInstanceOf(AccessRefusedException.class)
          .hasMessageContainingAll("fallocate failed with EPERM", "sealed");
      assertThatThrownBy(() -> other.seal(Seal.WRITE))
          .isInstanceOf(AccessRefusedException.class)
          .hasMessageContaining("F_ADD_SEALS");
      assertThat(other.size()).isEqualTo(5000);
      assertThat(other.seals()).containsExactlyInAnyOrder(Seal.SEAL, Seal.SHRINK, Seal.GROW);
    }
  }

  @Test
  @DisplayName(
      "M7 It can be sealed against writing, once nobody has it mapped for that, or from now on")
  void sealAgainstWriting() throws Exception {
    try (SharedMapping memory = SharedMapping.create("test", 1000)) {
      assertThatThrownBy(() -> memory.seal(Seal.WRITE))
          .isInstanceOf(ResourceLimitException.class)
          .hasMessageContainingAll("memfd:test", "EBUSY", "FUTURE_WRITE");
      memory.seal(Seal.FUTURE_WRITE);
      memory.segment().set(JAVA_LONG, 0, 7);
      int fd = memory.descriptor();
      assertThatThrownBy(() -> SharedMapping.attach(PID, fd))
          .isInstanceOf(AccessRefusedException.class)
          .hasMessageContainingAll("mmap failed with EPERM", "sealed");
      try (SharedMapping reader = SharedMapping.attachReadOnly(PID, fd)) {
        assertThat(reader.segment().get(JAVA_LONG, 0)).isEqualTo(7);
      }
    }
  }

  @Test
  @DisplayName("M7 What is no such memory is a typed error")
  void whatIsNoMemoryIsRefused() throws Exception {
    assertThatThrownBy(() -> SharedMapping.attach(PID, 99_999))
        .isInstanceOf(NoSuchObjectException.class)
        .hasMessageContaining("/proc/" + PID + "/fd/99999");
    assertThatThrownBy(() -> SharedMapping.attach(Integer.MAX_VALUE, 1))
        .isInstanceOf(NoSuchObjectException.class);
    assertThatThrownBy(() -> SharedMapping.attach(-1, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SharedMapping.adopt(99_999))
        .isInstanceOf(SystemCallException.class)
        .hasMessageContainingAll("descriptor 99999", "EBADF");
    assertThatThrownBy(() -> SharedMapping.create("x".repeat(300), 10))
        .isInstanceOf(SystemCallException.class)
        .hasMessageContaining("EINVAL");
    assertThatThrownBy(() -> SharedMapping.create("x", 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("size=0");
    assertThatThrownBy(() -> SharedMapping.create("x", 1L << 50))
        .isInstanceOf(ResourceLimitException.class);
  }

  @Test
  @DisplayName("M7 A file has no seals")
  void aFileHasNoSeals() throws Exception {
    Path path = folder.resolve("file");
    try (MappedFile file = MappedFile.at(path).size(100).create()) {
      assertThat(file.size()).isEqualTo(100);
      int fd = descriptorOf(path);
      try (SharedMapping attached = SharedMapping.attach(PID, fd)) {
        assertThatThrownBy(() -> attached.seal(Seal.GROW)).isInstanceOf(SystemCallException.class);
      }
    }
  }

  private static int descriptorOf(Path path) throws Exception {
    for (String fd : Path.of("/proc/self/fd").toFile().list()) {
      Path link = Path.of("/proc/self/fd", fd);
      if (Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(path)) {
        return Integer.parseInt(fd);
      }
    }
    throw new AssertionError(path + " is not open");
  }

  @Test
  @DisplayName("M7 10,000 made and closed leave no descriptor")
  void tenThousandLeaveNothing() throws Exception {
    SharedMapping.create("warm", 10).close();
    int before = Path.of("/proc/self/fd").toFile().list().length;
    for (int i = 0; i < 10_000; i++) {
      SharedMapping.create("test", 100).close();
    }
    assertThat(Path.of("/proc/self/fd").toFile().list().length).isLessThanOrEqualTo(before + 5);
    assertThat(Files.readString(Path.of("/proc/self/maps"))).doesNotContain("memfd:test");
  }
}
