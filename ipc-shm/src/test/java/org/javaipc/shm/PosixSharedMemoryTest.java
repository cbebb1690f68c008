package org.javaipc.shm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.javaipc.AccessPolicy;
import org.javaipc.AccessRefusedException;
import org.javaipc.CorruptChannelException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.ObjectExistsException;
import org.javaipc.ResourceLimitException;
import org.javaipc.SystemCallException;
import org.javaipc.linux.memory.MemoryAdvice;
import org.javaipc.linux.memory.PosixObject;
import org.javaipc.test.Needs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PosixSharedMemoryTest {
  private final String name = "javaipc-test-" + ProcessHandle.current().pid() + "-" + hashCode();
  private final Path path = Path.of("/dev/shm", name);

  @AfterEach
  void remove() throws Exception {
    Files.deleteIfExists(path);
  }

  @Test
  @DisplayName("S6 It is made zero-filled and private, mapped, listed and unlinked")
  void madeMappedListedUnlinked() throws Exception {
    try (PosixSharedMemory memory =
        PosixSharedMemory.at("/" + name).size(10_000).advice(MemoryAdvice.WILL_NEED).create()) {
      assertThat(memory.size()).isEqualTo(10_000);
      assertThat(memory.name()).isEqualTo(name);
      assertThat(memory.segment().mismatch(MemorySegment.ofArray(new byte[10_000]))).isEqualTo(-1);
      long uid = (int) Files.getAttribute(path, "unix:uid");
      long gid = (int) Files.getAttribute(path, "unix:gid");
      assertThat(PosixSharedMemory.list()).contains(new PosixObject(name, 10_000, 0600, uid, gid));
      try (PosixSharedMemory other = PosixSharedMemory.at(name).open();
          PosixSharedMemory start = PosixSharedMemory.at(name).size(100).readOnly().open()) {
        other.segment().set(JAVA_LONG, 0, 42);
        assertThat(start.segment().get(JAVA_LONG, 0)).isEqualTo(42);
        assertThat(start.size()).isEqualTo(100);
        assertThatThrownBy(() -> start.segment().set(JAVA_LONG, 0, 1))
            .isInstanceOf(IllegalArgumentException.class);
      }
      PosixSharedMemory.unlink(name);
      assertThat(path).doesNotExist();
      assertThat(memory.segment().get(JAVA_LONG, 0)).isEqualTo(42);
    }
    assertThatThrownBy(() -> PosixSharedMemory.unlink(name))
        .isInstanceOf(NoSuchObjectException.class)
        .hasMessageContainingAll(path.toString(), "shm_unlink failed with ENOENT");
  }

  @Test
  @DisplayName("S6 A name that is taken is not made, one that is missing not opened")
  void takenAndMissingNames() throws Exception {
    assertThatThrownBy(() -> PosixSharedMemory.at(name).open())
        .isInstanceOf(NoSuchObjectException.class)
        .hasMessageContaining(path.toString());
    try (PosixSharedMemory memory = PosixSharedMemory.at(name).size(100).openOrCreate();
        PosixSharedMemory again = PosixSharedMemory.at(name).size(100).openOrCreate()) {
      memory.segment().set(JAVA_LONG, 0, 1);
      assertThat(again.segment().get(JAVA_LONG, 0)).isEqualTo(1);
      assertThatThrownBy(() -> PosixSharedMemory.at(name).size(100).create())
          .isInstanceOf(ObjectExistsException.class)
          .hasMessageContainingAll(path.toString(), "EEXIST");
      assertThatThrownBy(() -> PosixSharedMemory.at(name).size(200).openOrCreate())
          .isInstanceOf(SystemCallException.class)
          .hasMessageContainingAll("size=100", "size=200");
      assertThat(memory.fileSize()).isEqualTo(100);
    }
  }

  @Test
  @DisplayName("S6 A name owned by another user is refused unless that user is trusted")
  void anotherUsersNameIsRefusedUnlessTrusted() throws Exception {
    Needs.root("give a file to another user");
    PosixSharedMemory.at(name).size(100).create().close();
    Files.setAttribute(path, "unix:uid", 12345);
    assertThatThrownBy(() -> PosixSharedMemory.at(name).open())
        .isInstanceOf(AccessRefusedException.class)
        .hasMessageContainingAll(path.toString(), "uid=12345", "not trusted");
    assertThatThrownBy(() -> PosixSharedMemory.at(name).size(100).openOrCreate())
        .isInstanceOf(AccessRefusedException.class);
    PosixSharedMemory.at(name).access(AccessPolicy.PRIVATE.trustingUsers(12345)).open().close();
    int group = (int) Files.getAttribute(path, "unix:gid");
    PosixSharedMemory.at(name).access(AccessPolicy.PRIVATE.trustingGroups(group)).open().close();
    assertThatThrownBy(
            () -> PosixSharedMemory.at(name).access(AccessPolicy.mode(0660).withGroup(group)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("group=" + group);
  }

  @Test
  @DisplayName("S6 A link, a directory and an empty object are refused")
  void whatIsNoObjectIsRefused() throws Exception {
    Files.createSymbolicLink(path, Path.of("/etc/passwd"));
    assertThatThrownBy(() -> PosixSharedMemory.at(name).readOnly().open())
        .isInstanceOf(AccessRefusedException.class)
        .hasMessageContainingAll("ELOOP", "symbolic link");
    assertThatThrownBy(() -> PosixSharedMemory.at(name).size(100).create())
        .isInstanceOf(ObjectExistsException.class);
    Files.delete(path);
    Files.createDirectory(path);
    assertThatThrownBy(() -> PosixSharedMemory.at(name).open())
        .isInstanceOf(SystemCallException.class);
    assertThat(PosixSharedMemory.list()).extracting(PosixObject::name).doesNotContain(name);
    Files.delete(path);
    Files.createFile(path);
    assertThatThrownBy(() -> PosixSharedMemory.at(name).open())
        .isInstanceOf(SystemCallException.class)
        .hasMessageContaining("empty");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "a/b", "//a", ".", "/..", "nul\0byte"})
  @DisplayName("S6 What is not a name is refused before anything is touched")
  void whatIsNoNameIsRefused(String wrong) {
    assertThatThrownBy(() -> PosixSharedMemory.at(wrong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("EINVAL");
    assertThatThrownBy(() -> PosixSharedMemory.at("x".repeat(256)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("S6 Without room in /dev/shm nothing is made")
  void withoutRoomNothingIsMade() {
    assertThatThrownBy(() -> PosixSharedMemory.at(name).size(1L << 50).create())
        .isInstanceOf(ResourceLimitException.class)
        .hasMessageContainingAll(path.toString(), "available=", "--shm-size");
    assertThat(path).doesNotExist();
    assertThatThrownBy(() -> PosixSharedMemory.at(name).create())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("size=");
  }

  @Test
  @DisplayName("M6 An object cut short under its mapping is a typed error, never a crash")
  void cutShortIsATypedError() throws Exception {
    try (PosixSharedMemory memory = PosixSharedMemory.at(name).size(100_000).create()) {
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
        channel.truncate(100);
      }
      assertThatThrownBy(() -> memory.access(segment -> segment.get(JAVA_BYTE, 50_000)))
          .isInstanceOf(CorruptChannelException.class)
          .hasMessageContainingAll(path.toString(), "cut short");
    }
  }

  @Test
  @DisplayName("S6 10,000 made and unlinked leave nothing")
  void tenThousandLeaveNothing() throws Exception {
    PosixSharedMemory.at(name).size(100).create().close();
    PosixSharedMemory.unlink(name);
    int before = Path.of("/proc/self/fd").toFile().list().length;
    for (int i = 0; i < 10_000; i++) {
      try (PosixSharedMemory memory = PosixSharedMemory.at(name).size(100).create()) {
        memory.segment().set(JAVA_LONG, 0, i);
        PosixSharedMemory.unlink(name);
      }
    }
    assertThat(Path.of("/proc/self/fd").toFile().list().length).isLessThanOrEqualTo(before + 5);
    assertThat(Files.readString(Path.of("/proc/self/maps"))).doesNotContain(name);
  }
}
