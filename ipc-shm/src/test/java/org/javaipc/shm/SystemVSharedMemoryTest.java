package org.javaipc.shm;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.javaipc.AccessPolicy;
import org.javaipc.AccessRefusedException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.ObjectExistsException;
import org.javaipc.ResourceLimitException;
import org.javaipc.linux.memory.MemoryAdvice;
import org.javaipc.linux.sysv.SystemVKind;
import org.javaipc.linux.sysv.SystemVObject;
import org.javaipc.linux.sysv.SystemVObjects;
import org.javaipc.test.Needs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemVSharedMemoryTest {
  private static final long PID = ProcessHandle.current().pid();

  @TempDir Path folder;
  private int key;

  @BeforeEach
  void chooseKey() throws Exception {
    key = SystemVSharedMemory.ftok(Files.createFile(folder.resolve("key")), 'J');
  }

  @AfterEach
  void remove() throws Exception {
    try {
      SystemVObjects.removeKey(SystemVKind.SEGMENT, key);
    } catch (NoSuchObjectException e) {
      // the test did
    }
  }

  @Test
  @DisplayName(
      "S1 A segment is made zero-filled, opened by its key and by its id, also for reading only")
  void madeAndOpened() throws Exception {
    try (SystemVSharedMemory made = SystemVSharedMemory.at(key).size(10_000).create();
        SystemVSharedMemory byKey = SystemVSharedMemory.at(key).open();
        SystemVSharedMemory byId = SystemVSharedMemory.withoutKey().readOnly().attach(made.id())) {
      assertThat(made.size()).isEqualTo(10_000);
      assertThat(made.segment().mismatch(MemorySegment.ofArray(new byte[10_000]))).isEqualTo(-1);
      byKey.segment().set(JAVA_LONG, 8, 42);
      assertThat(byId.segment().get(JAVA_LONG, 8)).isEqualTo(42);
      assertThatThrownBy(() -> byId.segment().set(JAVA_LONG, 8, 1))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> made.segment().get(JAVA_LONG, 9_996))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThat(made.advise(MemoryAdvice.WILL_NEED).taken()).isTrue();
    }
  }

  @Test
  @DisplayName(
      "S1 Exclusive creation, a missing key, and a size larger than the segment's are typed errors")
  void keysAndSizes() throws Exception {
    assertThatThrownBy(() -> SystemVSharedMemory.at(key).open())
        .isInstanceOf(NoSuchObjectException.class)
        .hasMessageContainingAll("key=0x%08x".formatted(key), "shmget failed with ENOENT");
    try (SystemVSharedMemory made = SystemVSharedMemory.at(key).size(4096).openOrCreate();
        SystemVSharedMemory found = SystemVSharedMemory.at(key).size(100).openOrCreate()) {
      assertThat(found.id()).isEqualTo(made.id());
      assertThat(found.size()).isEqualTo(4096);
      assertThatThrownBy(() -> SystemVSharedMemory.at(key).size(4096).create())
          .isInstanceOf(ObjectExistsException.class)
          .hasMessageContainingAll("key=0x%08x".formatted(key), "shmget failed with EEXIST");
      assertThatThrownBy(() -> SystemVSharedMemory.at(key).size(5000).open())
          .isInstanceOf(ObjectExistsException.class)
          .hasMessageContainingAll("shmget failed with EINVAL", "size=4096", "size=5000");
      assertThatThrownBy(() -> SystemVSharedMemory.at(key).size(5000).openOrCreate())
          .isInstanceOf(ObjectExistsException.class);
    }
  }

  @Test
  @DisplayName(
      "S1 Size 0, a size over what there is, and a missing key are refused; nothing is made")
  void wrongSizesMakeNothing() throws Exception {
    assertThatThrownBy(() -> SystemVSharedMemory.at(key).size(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("size=0", "EINVAL");
    assertThatThrownBy(() -> SystemVSharedMemory.at(key).create())
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> SystemVSharedMemory.at(key).size(Long.MAX_VALUE).create())
        .isInstanceOf(ResourceLimitException.class)
        .hasMessageContaining("shmget failed with E");
    assertThatThrownBy(() -> SystemVSharedMemory.at(key).size(1L << 46).create())
        .isInstanceOf(ResourceLimitException.class)
        .hasMessageContaining("shmget failed with E");
    assertThatThrownBy(() -> SystemVSharedMemory.at(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SystemVSharedMemory.withoutKey().open())
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> SystemVSharedMemory.withoutKey().attach(Integer.MAX_VALUE))
        .isInstanceOf(NoSuchObjectException.class)
        .hasMessageContainingAll("shm id=2147483647", "shmat failed with EINVAL");
    assertThat(SystemVObjects.findKey(SystemVKind.SEGMENT, key)).isEmpty();
  }

  @Test
  @DisplayName("S2 Its status is known, and owner and mode are changed")
  void statusAndChanges() throws Exception {
    Instant before = Instant.ofEpochSecond(Instant.now().getEpochSecond());
    try (SystemVSharedMemory memory = SystemVSharedMemory.at(key).size(5000).mode(0640).create()) {
      SystemVObject.Segment status = memory.status();
      assertThat(status.identity().key()).isEqualTo(key);
      assertThat(status.identity().mode()).isEqualTo(0640);
      assertThat(status.size()).isEqualTo(5000);
      assertThat(status.creatorPid()).isEqualTo((int) PID);
      assertThat(status.lastPid()).isEqualTo((int) PID);
      assertThat(status.attached()).isEqualTo(1);
      assertThat(status.removed()).isFalse();
      assertThat(status.attachTime().orElseThrow()).isAfterOrEqualTo(before);
      assertThat(status.detachTime()).isEmpty();
      memory.changeMode(0600);
      assertThat(memory.status().identity().mode()).isEqualTo(0600);
      assertThatThrownBy(() -> memory.changeMode(01000))
          .isInstanceOf(IllegalArgumentException.class);
      SystemVSharedMemory.at(key).open().close();
      assertThat(memory.status().detachTime().orElseThrow()).isAfterOrEqualTo(before);
    }
  }

  @Test
  @DisplayName("S2 A segment of another user is refused unless that user is trusted")
  void anotherUsersSegmentIsRefusedUnlessTrusted() throws Exception {
    Needs.root("give a segment away and use it then");
    try (SystemVSharedMemory memory = SystemVSharedMemory.at(key).size(100).create()) {
      memory.changeOwner(12345, 54321);
      assertThat(memory.status().identity().uid()).isEqualTo(12345);
      assertThat(memory.status().identity().gid()).isEqualTo(54321);
      assertThat(memory.status().identity().creatorUid()).isZero();
      assertThatThrownBy(() -> SystemVSharedMemory.at(key).open())
          .isInstanceOf(AccessRefusedException.class)
          .hasMessageContainingAll("shm id=" + memory.id(), "uid=12345", "not trusted");
      assertThat(memory.status().attached()).isEqualTo(1);
      SystemVSharedMemory.at(key).access(AccessPolicy.PRIVATE.trustingUsers(12345)).open().close();
      SystemVSharedMemory.at(key).access(AccessPolicy.PRIVATE.trustingGroups(54321)).open().close();
    }
  }

  @Test
  @DisplayName("S3 Removing marks it: it lives until the last detach, and its key finds it no more")
  void removingMarksIt() throws Exception {
    SystemVSharedMemory memory = SystemVSharedMemory.at(key).size(100).create();
    SystemVSharedMemory other = SystemVSharedMemory.at(key).open();
    memory.segment().set(JAVA_LONG, 0, 42);
    memory.remove();
    memory.remove();
    assertThat(memory.status().removed()).isTrue();
    assertThat(memory.status().identity().key()).isZero();
    assertThatThrownBy(() -> SystemVSharedMemory.at(key).open())
        .isInstanceOf(NoSuchObjectException.class);
    memory.close();
    assertThat(other.segment().get(JAVA_LONG, 0)).isEqualTo(42);
    assertThat(other.status().attached()).isEqualTo(1);
    try (SystemVSharedMemory late = SystemVSharedMemory.withoutKey().attach(other.id())) {
      assertThat(late.segment().get(JAVA_LONG, 0)).isEqualTo(42);
    }
    other.close();
    assertThatThrownBy(other::status)
        .isInstanceOf(NoSuchObjectException.class)
        .hasMessageContaining("shm id=" + other.id());
    assertThatThrownBy(other::remove).isInstanceOf(NoSuchObjectException.class);
    assertThatThrownBy(() -> other.changeMode(0600)).isInstanceOf(NoSuchObjectException.class);
    assertThatThrownBy(() -> other.segment().get(JAVA_LONG, 0))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  @DisplayName("S4 ftok refuses a missing file and a number whose low 8 bits are 0")
  void ftokRefuses() {
    assertThatThrownBy(() -> SystemVSharedMemory.ftok(folder.resolve("missing"), 1))
        .isInstanceOf(NoSuchObjectException.class)
        .hasMessageContainingAll("missing", "ftok failed with ENOENT");
    assertThatThrownBy(() -> SystemVSharedMemory.ftok(folder, 256))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("id=256");
  }

  @Test
  @DisplayName("S1 10,000 segments made and removed leave nothing")
  void tenThousandLeaveNothing() throws Exception {
    for (int i = 0; i < 10_000; i++) {
      try (SystemVSharedMemory memory = SystemVSharedMemory.withoutKey().size(100).create()) {
        memory.segment().set(JAVA_LONG, 0, i);
        memory.remove();
      }
    }
    assertThat(SystemVObjects.list(SystemVKind.SEGMENT))
        .filteredOn(
            it -> it instanceof SystemVObject.Segment segment && segment.creatorPid() == PID)
        .isEmpty();
    assertThat(Files.readString(Path.of("/proc/self/maps"))).doesNotContain("/SYSV00000000");
  }
}
