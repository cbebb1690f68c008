package org.javaipc.objects;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.javaipc.mmap.MappedFile;
import org.javaipc.shm.PosixSharedMemory;
import org.javaipc.shm.SystemVSharedMemory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Memory that two processes share, in Java and in C. */
class TwoProcessesTest {
  private static final VarHandle LONG = JAVA_LONG.varHandle();

  @TempDir Path folder;

  private static void ask(SharedObject object, Program other) throws Exception {
    assertThat(other.line()).isEqualTo("waiting");
    LONG.setRelease(object.memory().segment(), 0L, 41L);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> (long) LONG.getAcquire(object.memory().segment(), 8L) == 42);
    assertThat(other.exit()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"file", "posix", "sysv", "memfd"})
  @DisplayName("M1 M7 M8 S1 S6 What one JVM writes another sees at once, and answers")
  void anotherJvmSeesAtOnce(String kind) throws Exception {
    try (SharedObject object = SharedObject.make(kind, folder);
        Program other = Program.java(Attached.class, kind, object.name(), "answer", 41)) {
      ask(object, other);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"file", "posix", "sysv"})
  @DisplayName("M8 S1 S6 What Java writes a C program sees at once, and answers")
  void aCProgramSeesAtOnce(String kind) throws Exception {
    CProgram c = CProgram.compile("shared", folder);
    try (SharedObject object = SharedObject.make(kind, folder);
        Program other = c.start(kind, object.name(), "answer", 41)) {
      ask(object, other);
    }
  }

  @Test
  @DisplayName("S1 S6 M8 What a C program makes Java opens, and removes")
  void whatCMakesJavaOpens() throws Exception {
    CProgram c = CProgram.compile("shared", folder);
    String posix = "/javaipc-c-" + ProcessHandle.current().pid();
    c.run("posix", posix, "create", 5000);
    c.run("posix", posix, "set", 16, 77);
    try (PosixSharedMemory memory = PosixSharedMemory.at(posix).open()) {
      assertThat(memory.size()).isEqualTo(5000);
      assertThat(memory.segment().get(JAVA_LONG, 16)).isEqualTo(77);
    }
    PosixSharedMemory.unlink(posix);

    int key = SystemVSharedMemory.ftok(folder, 'C');
    int id = Integer.parseInt(c.run("sysv", key, "create", 5000));
    c.run("sysv", key, "set", 16, 78);
    try (SystemVSharedMemory memory = SystemVSharedMemory.at(key).open()) {
      assertThat(memory.id()).isEqualTo(id);
      assertThat(memory.size()).isEqualTo(5000);
      assertThat(memory.segment().get(JAVA_LONG, 16)).isEqualTo(78);
      memory.segment().set(JAVA_LONG, 16, 79);
      assertThat(c.run("sysv", key, "get", 16)).isEqualTo("79");
      memory.remove();
    }

    Path file = folder.resolve("by-c");
    c.run("file", file, "create", 5000);
    try (MappedFile mapped = MappedFile.at(file).open()) {
      mapped.segment().set(JAVA_LONG, 16, 80);
    }
    assertThat(c.run("file", file, "get", 16)).isEqualTo("80");
    c.run("file", file, "remove");
  }

  @Test
  @DisplayName("S4 ftok gives the key that C's ftok gives, for files, folders, links and devices")
  void ftokIsThatOfC() throws Exception {
    CProgram c = CProgram.compile("shared", folder);
    Path file = Files.createFile(folder.resolve("file"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    for (Path path : new Path[] {file, link, folder, Path.of("/dev/shm"), Path.of("/dev/null")}) {
      for (int id : new int[] {1, 'A', 127, 128, 200, 255, 256 + 7}) {
        assertThat(Integer.toString(SystemVSharedMemory.ftok(path, id)))
            .as("%s %d", path, id)
            .isEqualTo(c.run("file", path, "ftok", id));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"file", "posix", "sysv"})
  @DisplayName("M8 S1 S6 A struct of a C program is a StructLayout here, in both directions")
  void aStructIsSharedWithC(String kind) throws Exception {
    CProgram c = CProgram.compile("shared", folder);
    assertThat(c.run("-", "-", "layout")).isEqualTo(OrderStruct.offsets());
    try (SharedObject object = SharedObject.make(kind, folder)) {
      OrderStruct order = new OrderStruct(object.memory().segment());
      order.fill(5, 12.25, "JAVA", (short) 2, 99);
      assertThat(c.run(kind, object.name(), "read-order")).isEqualTo("5 12.25 JAVA 2 99");
      c.run(kind, object.name(), "write-order");
      assertThat(order.text()).isEqualTo("7 99.50 LINUX -1 1234567890123");
    }
  }

  @Test
  @DisplayName("M11 A consumer that maps read-only cannot harm; others go on")
  void readOnlyConsumer() throws Exception {
    try (SharedObject object = SharedObject.make("file", folder);
        Program reader = Program.java(Attached.class, "file-read-only", object.name(), "set", 5)) {
      String said = "";
      for (String line = reader.line(); line != null; line = reader.line()) {
        said += line + "\n";
      }
      assertThat(reader.exit()).isNotZero();
      assertThat(said).contains("IllegalArgumentException").doesNotContain("SIGSEGV");
      assertThat(object.memory().segment().get(JAVA_LONG, 0)).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"file", "posix", "sysv", "memfd"})
  @DisplayName("M10 S7 What a process has written is there after kill -9 of it, without any sync")
  void writtenIsThereAfterKill(String kind) throws Exception {
    try (SharedObject object = SharedObject.make(kind, folder);
        Program writer = Program.java(Attached.class, kind, object.name(), "count")) {
      assertThat(writer.line()).isEqualTo("counting");
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> (long) LONG.getAcquire(object.memory().segment(), 8L) > 100_000);
      writer.kill();
      long second = (long) LONG.getAcquire(object.memory().segment(), 8L);
      long first = (long) LONG.getAcquire(object.memory().segment(), 0L);
      assertThat(first - second).as("the order of the writer").isBetween(0L, 1L);
      assertThat(second).isGreaterThan(100_000);
    }
  }
}
