package org.javaipc.objects;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.javaipc.NoSuchObjectException;
import org.javaipc.linux.memory.MappedMemory;
import org.javaipc.linux.memory.PosixObject;
import org.javaipc.linux.sysv.SystemVKind;
import org.javaipc.linux.sysv.SystemVObjects;
import org.javaipc.mmap.SharedMapping;
import org.javaipc.shm.PosixSharedMemory;
import org.javaipc.shm.SystemVSharedMemory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What outlives what: each claim of docs/shared-memory.md. */
class SurvivalTest {
  @TempDir Path folder;

  private static boolean isMapped(MappedMemory memory) throws Exception {
    String address = Long.toHexString(memory.segment().address());
    return Files.readString(Path.of("/proc/self/maps")).contains(address + "-");
  }

  @ParameterizedTest
  @ValueSource(strings = {"file", "posix", "sysv"})
  @DisplayName("S7 It outlives all of its processes, and the mapping ends with each")
  void itOutlivesAllItsProcesses(String kind) throws Exception {
    SharedObject object = SharedObject.make(kind, folder);
    try {
      object.memory().segment().set(JAVA_LONG, 0, 42);
      assertThat(isMapped(object.memory())).isTrue();
      object.memory().close();
      try (Program killed = Program.java(Attached.class, kind, object.name(), "hold")) {
        assertThat(killed.line()).isEqualTo("holding");
        killed.kill();
      }
      try (MappedMemory later = Attached.attach(kind, object.name())) {
        assertThat(later.segment().get(JAVA_LONG, 0)).isEqualTo(42);
      }
    } finally {
      object.remove();
    }
    assertThatThrownBy(() -> Attached.attach(kind, object.name()))
        .isInstanceOf(NoSuchObjectException.class);
  }

  @Test
  @DisplayName("M7 Memory without a name goes with its last process, and is kept by whoever has it")
  void memoryWithoutANameGoesWithItsLastProcess() throws Exception {
    SharedMapping made = SharedMapping.create("survival", 4096);
    String name = ProcessHandle.current().pid() + ":" + made.descriptor();
    made.segment().set(JAVA_LONG, 0, 42);
    try (Program holder = Program.java(Attached.class, "memfd", name, "hold")) {
      assertThat(holder.line()).isEqualTo("holding");
      made.close();
      int fd = descriptorOf(holder.pid());
      try (SharedMapping again = SharedMapping.attach(holder.pid(), fd)) {
        assertThat(again.segment().get(JAVA_LONG, 0)).isEqualTo(42);
      }
      long pid = holder.pid();
      holder.kill();
      assertThatThrownBy(() -> SharedMapping.attach(pid, fd))
          .isInstanceOf(NoSuchObjectException.class);
    }
  }

  private static int descriptorOf(long pid) throws Exception {
    Path table = Path.of("/proc/" + pid + "/fd");
    for (String fd : table.toFile().list()) {
      if (Files.readSymbolicLink(table.resolve(fd)).toString().startsWith("/memfd:survival")) {
        return Integer.parseInt(fd);
      }
    }
    throw new AssertionError("the child does not have it open");
  }

  @ParameterizedTest
  @ValueSource(strings = {"file", "posix", "sysv"})
  @DisplayName("S3 S6 S7 Removing takes the name at once and the memory with its last user")
  void removingTakesTheNameAtOnce(String kind) throws Exception {
    SharedObject object = SharedObject.make(kind, folder);
    try (MappedMemory memory = object.memory();
        Program holder = Program.java(Attached.class, kind, object.name(), "hold")) {
      assertThat(holder.line()).isEqualTo("holding");
      object.remove();
      assertThatThrownBy(() -> Attached.attach(kind, object.name()))
          .isInstanceOf(NoSuchObjectException.class);
      memory.segment().set(JAVA_LONG, 0, 1);
      assertThat(memory.segment().get(JAVA_LONG, 0)).isEqualTo(1);
      holder.endInput();
      assertThat(holder.exit()).isZero();
    }
  }

  @Test
  @DisplayName(
      "S2 S7 The attach count is that of all mappings; the kernel takes off those of a killed"
          + " process")
  void attachCountIsThatOfAllMappings() throws Exception {
    int self = (int) ProcessHandle.current().pid();
    try (SharedObject object = SharedObject.make("sysv", folder);
        Program one = Program.java(Attached.class, "sysv", object.name(), "hold")) {
      assertThat(one.line()).isEqualTo("holding");
      SystemVSharedMemory memory = (SystemVSharedMemory) object.memory();
      try (MappedMemory again = Attached.attach("sysv", object.name())) {
        assertThat(again.isOpen()).isTrue();
        assertThat(memory.status().attached()).isEqualTo(3);
        assertThat(memory.status().lastPid()).isEqualTo(self);
        one.kill();
        await()
            .atMost(Duration.ofSeconds(30))
            .untilAsserted(() -> assertThat(memory.status().attached()).isEqualTo(2));
        assertThat(memory.status().lastPid()).isEqualTo((int) one.pid());
      }
      assertThat(memory.status().attached()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("S5 ipcmk, ipcs and ipcrm agree with us in both directions")
  void utilLinuxAgrees() throws Exception {
    String made = Program.run("ipcmk", "-M", "5000");
    int id = Integer.parseInt(made.replaceFirst(".*: ", ""));
    try (SystemVSharedMemory memory = SystemVSharedMemory.withoutKey().attach(id)) {
      assertThat(memory.size()).isEqualTo(5000);
      assertThat(Program.run("ipcs", "-m", "-i", Integer.toString(id)))
          .contains("bytes=5000", "nattch=1", "mode=0644");
      Program.run("ipcrm", "-m", Integer.toString(id));
      assertThat(memory.status().removed()).isTrue();
      memory.segment().set(JAVA_LONG, 0, 1);
    }
    assertThat(SystemVObjects.find(SystemVKind.SEGMENT, id)).isEmpty();
    int key = SystemVSharedMemory.ftok(folder, 'U');
    try (SystemVSharedMemory memory = SystemVSharedMemory.at(key).size(100).create()) {
      assertThat(Program.run("ipcs", "-m")).contains("0x%08x %d".formatted(key, memory.id()));
      Program.run("ipcrm", "-M", Integer.toString(key));
      assertThat(memory.status().removed()).isTrue();
    }
  }

  @Test
  @DisplayName(
      "S7 POSIX objects lie in memory, which a restart empties; the name is a file in /dev/shm")
  void posixObjectsLieInMemory() throws Exception {
    try (SharedObject object = SharedObject.make("posix", folder)) {
      Path file = Path.of("/dev/shm" + object.name());
      assertThat(Files.getFileStore(file).type()).isEqualTo("tmpfs");
      assertThat(PosixSharedMemory.list())
          .extracting(PosixObject::name)
          .contains(object.name().substring(1));
    }
  }
}
