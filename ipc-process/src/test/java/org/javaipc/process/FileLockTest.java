package org.javaipc.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.javaipc.IpcException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLockTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir Path folder;
  private Path path;

  @BeforeEach
  void name() {
    path = folder.resolve("the.lock");
  }

  @Test
  @DisplayName("X9 an exclusive lock of another process is seen, and who holds it")
  void exclusiveBetweenProcesses() throws Exception {
    try (LockFile file = LockFile.open(path);
        Holder holder = Holder.start(folder, path, "ofd", "exclusive", 0, 0)) {
      assertThat(file.whole().tryExclusive()).isFalse();
      assertThat(file.whole().tryShared()).isFalse();
      assertThat(file.whole().exclusive(Duration.ofMillis(30))).isFalse();
      assertThat(file.whole().holders())
          .singleElement()
          .satisfies(who -> {
            assertThat(who.pid()).hasValue(holder.child.pid());
            assertThat(who.command()).isEqualTo("lock");
            assertThat(who.exclusive()).isTrue();
            assertThat(who).hasToString("pid " + holder.child.pid() + " (lock), exclusively");
          });
    }
  }

  @Test
  @DisplayName("X9 the death of the holder releases the lock")
  void deathReleases() throws Exception {
    try (LockFile file = LockFile.open(path);
        Holder holder = Holder.start(folder, path, "ofd", "exclusive", 0, 0)) {
      CompletableFuture<Boolean> waiting =
          CompletableFuture.supplyAsync(() -> {
            try {
              return file.whole().exclusive(PATIENCE);
            } catch (IpcException | InterruptedException e) {
              throw new AssertionError(e);
            }
          });
      assertThat(waiting).isNotDone();
      holder.child.kill();
      assertThat(waiting.get(40, TimeUnit.SECONDS)).isTrue();
      assertThat(file.whole().holders()).isEmpty();
    }
  }

  @Test
  @DisplayName("X9 shared locks go together, and keep an exclusive one out")
  void shared() throws Exception {
    try (LockFile file = LockFile.open(path);
        Holder holder = Holder.start(folder, path, "ofd", "shared", 0, 0)) {
      assertThat(file.whole().tryShared()).isTrue();
      assertThat(file.whole().tryExclusive())
          .as("an upgrade that another sharer prevents")
          .isFalse();
      try (LockFile third = LockFile.open(path)) {
        assertThat(third.whole().tryExclusive()).isFalse();
        assertThat(third.whole().tryShared()).isTrue();
        assertThat(third.whole().holders()).hasSize(2);
      }
      holder.child.kill();
      assertThat(file.whole().exclusive(PATIENCE)).as("what was shared is upgraded").isTrue();
      try (LockFile third = LockFile.open(path)) {
        assertThat(third.whole().tryShared()).isFalse();
        assertThat(file.whole().tryShared()).as("and downgraded").isTrue();
        assertThat(third.whole().tryShared()).isTrue();
      }
    }
  }

  @Test
  @DisplayName("X9 ranges are locked by themselves")
  void ranges() throws Exception {
    try (LockFile file = LockFile.open(path);
        Holder holder = Holder.start(folder, path, "ofd", "exclusive", 100, 50)) {
      assertThat(file.range(0, 100).tryExclusive()).isTrue();
      assertThat(file.range(150, 1).tryExclusive()).isTrue();
      assertThat(file.range(149, 1).tryShared()).isFalse();
      assertThat(file.range(0, 101).tryShared()).isFalse();
      assertThat(file.range(120, 1).holders())
          .singleElement()
          .satisfies(who -> {
            assertThat(who.pid()).hasValue(holder.child.pid());
            assertThat(who.position()).isEqualTo(100);
            assertThat(who.length()).isEqualTo(50);
          });
      assertThat(file.range(0, 100).holders()).isEmpty();
      file.range(0, 100).release();
      try (LockFile other = LockFile.open(path)) {
        assertThat(other.range(0, 100).tryExclusive()).isTrue();
        assertThat(other.range(150, 1).tryExclusive()).isFalse();
      }
    }
  }

  @Test
  @DisplayName("X9 the older kind of lock, which a process owns, is respected and told")
  void posixLock() throws Exception {
    try (LockFile file = LockFile.open(path);
        Holder holder = Holder.start(folder, path, "posix", "exclusive", 0, 0)) {
      assertThat(file.whole().tryExclusive()).isFalse();
      assertThat(file.whole().holders())
          .singleElement()
          .satisfies(who -> assertThat(who.pid()).hasValue(holder.child.pid()));
    }
  }

  @Test
  @DisplayName("X9 a C program sees our lock")
  void programSeesOurs() throws Exception {
    Path program = CProgram.compile("lock", folder);
    try (LockFile file = LockFile.open(path)) {
      assertThat(file.whole().tryExclusive()).isTrue();
      for (String kind : new String[] {"ofd", "posix"}) {
        Child refused =
            Spawn.of(program.toString(), path.toString(), kind, "shared", "0", "0").start();
        assertThat(refused.waitFor()).isEqualTo(new ExitStatus.Exited(1));
      }
    }
  }

  @Test
  @DisplayName("X9 closing another descriptor of the same file drops no lock")
  void otherDescriptor() throws Exception {
    try (LockFile file = LockFile.open(path)) {
      assertThat(file.whole().tryExclusive()).isTrue();
      try (FileInputStream other = new FileInputStream(path.toFile())) {
        assertThat(other.read()).isEqualTo(-1);
      }
      try (LockFile second = LockFile.open(path)) {
        assertThat(second.whole().tryExclusive()).isFalse();
        assertThat(second.whole().holders())
            .singleElement()
            .satisfies(who -> assertThat(who.pid()).hasValue(ProcessHandle.current().pid()));
      }
      try (LockFile third = LockFile.open(path)) {
        assertThat(third.whole().tryExclusive()).isFalse();
      }
    }
    try (LockFile next = LockFile.open(path)) {
      assertThat(next.whole().tryExclusive()).isTrue();
    }
  }

  @Test
  @DisplayName("X9 a program that was given the descriptor holds the lock on")
  void inheritedLock() throws Exception {
    Child child;
    try (LockFile file = LockFile.open(path)) {
      assertThat(file.whole().tryExclusive()).isTrue();
      child = Spawn.of("sleep", "60").descriptor(9, file.descriptor()).start();
    }
    try (LockFile next = LockFile.open(path)) {
      assertThat(next.whole().tryExclusive()).isFalse();
      assertThat(next.whole().holders())
          .singleElement()
          .satisfies(who -> assertThat(who.pid()).hasValue(child.pid()));
      child.kill();
      assertThat(next.whole().exclusive(PATIENCE)).isTrue();
    }
  }

  @Test
  @DisplayName("X9 an interrupt and a close end the waiting for a lock")
  void interruptAndClose() throws Exception {
    LockFile file = LockFile.open(path);
    try (LockFile held = LockFile.open(path)) {
      assertThat(held.whole().tryExclusive()).isTrue();
      CompletableFuture<Throwable> first = new CompletableFuture<>();
      Thread thread = Thread.ofVirtual().start(() -> waitFor(file, first));
      await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
      thread.interrupt();
      assertThat(first.get(40, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
      CompletableFuture<Throwable> second = new CompletableFuture<>();
      Thread.ofPlatform().start(() -> waitFor(file, second));
      file.close();
      assertThat(second.get(40, TimeUnit.SECONDS)).isInstanceOf(IllegalStateException.class);
    }
  }

  private static void waitFor(LockFile file, CompletableFuture<Throwable> thrown) {
    try {
      file.whole().exclusive(PATIENCE);
      thrown.complete(new AssertionError("the lock was taken, or the time was over"));
    } catch (IpcException | InterruptedException | RuntimeException e) {
      thrown.complete(e);
    }
  }

  @Test
  @DisplayName("X9 what cannot be locked is refused with the reason")
  void refused() {
    assertThatThrownBy(() -> LockFile.open(folder))
        .isInstanceOf(IpcException.class)
        .hasMessageContaining("EISDIR");
    assertThatThrownBy(() -> LockFile.open(folder.resolve("none/lock")))
        .isInstanceOf(IpcException.class)
        .hasMessageContaining("ENOENT");
    assertThatThrownBy(
            () -> {
              try (LockFile file = LockFile.open(path)) {
                file.range(5, 0);
              }
            })
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("length=0");
  }

  @Test
  @DisplayName("X9 a lock file is made for its owner alone")
  void mode() throws Exception {
    try (LockFile file = LockFile.open(path)) {
      assertThat(Files.getAttribute(file.path(), "unix:mode")).isEqualTo(0100600);
    }
  }

  /** A C program that holds a lock. */
  private record Holder(Child child) implements AutoCloseable {
    static Holder start(
        Path folder, Path path, String kind, String sharing, long position, long length)
        throws Exception {
      Path program = CProgram.compile("lock", folder);
      Child child =
          Spawn.of(program.toString(), path.toString(), kind, sharing)
              .arguments(Long.toString(position), Long.toString(length))
              .input(Redirect.written())
              .output(Redirect.read())
              .start();
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(child.inputFrom(1), StandardCharsets.UTF_8));
      assertThat(reader.readLine()).isEqualTo("locked");
      return new Holder(child);
    }

    @Override
    public void close() throws IOException {
      child.kill();
      child.inputFrom(1).close();
      child.outputTo(0).close();
    }
  }
}
