package org.javaipc.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.javaipc.AccessPolicy;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class InterProcessLockTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final String NAME = "counter";

  @TempDir Path folder;

  private Path directory() {
    return folder.resolve("run");
  }

  private InterProcessLock open() throws IpcException {
    return InterProcessLock.open(NAME, Optional.of(directory()), AccessPolicy.PRIVATE);
  }

  private OtherJvm other() throws IOException {
    return OtherJvm.start(SemaphorePeer.class, "lock", directory(), NAME);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(directory())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> !file.startsWith("."))
          .toList();
    }
  }

  private static <T> FutureTask<T> start(Callable<T> body) {
    FutureTask<T> task = new FutureTask<>(body);
    Thread.ofPlatform().daemon().start(task);
    return task;
  }

  @Test
  void itIsTakenAndGivenBackAndItsFileGoesWithTheLastWhoClosesIt() throws Exception {
    try (InterProcessLock lock = open();
        InterProcessLock same = open()) {
      assertThat(lock.lock()).isEqualTo(Acquisition.ACQUIRED);
      assertThat(lock.isHeldByCurrentThread()).isTrue();
      assertThat(same.isHeldByCurrentThread()).isFalse();
      assertThat(lock.owner()).hasValueSatisfying(who -> assertThat(who).contains("this process"));
      assertThat(start(same::tryLock).get(60, TimeUnit.SECONDS))
          .isEqualTo(Acquisition.NOT_ACQUIRED);
      lock.unlock();
      assertThat(same.tryLock()).isEqualTo(Acquisition.ACQUIRED);
      same.unlock();
      assertThat(lock.owner()).isEmpty();
      assertThat(files()).containsExactly("counter.lock");
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void misuseIsAnIllegalState() throws Exception {
    InterProcessLock lock = open();
    assertThatThrownBy(lock::unlock)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("counter.lock");
    lock.lock();
    assertThatThrownBy(lock::lock)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not reentrant");
    assertThatThrownBy(lock::tryLock).isInstanceOf(IllegalStateException.class);
    FutureTask<Boolean> foreign =
        start(() -> {
          lock.unlock();
          return true;
        });
    assertThatThrownBy(() -> foreign.get(60, TimeUnit.SECONDS))
        .hasCauseInstanceOf(IllegalStateException.class);
    lock.unlock();
    lock.close();
    lock.close();
    assertThatThrownBy(lock::lock)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> InterProcessLock.open("../x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("S10 the holder is killed: who waits gets on within milliseconds and is told")
  void ownerDies() throws Exception {
    try (InterProcessLock lock = open()) {
      for (int round = 0; round < 3; round++) {
        try (OtherJvm other = other()) {
          assertThat(other.line()).isEqualTo("ACQUIRED");
          assertThat(lock.tryLock()).isEqualTo(Acquisition.NOT_ACQUIRED);
          assertThat(lock.tryLock(Duration.ofMillis(20))).isEqualTo(Acquisition.NOT_ACQUIRED);
          assertThat(lock.owner())
              .hasValueSatisfying(who -> assertThat(who).contains("pid " + other.pid()));
          long[] got = new long[1];
          FutureTask<Acquisition> waiting =
              start(() -> {
                Acquisition acquisition = lock.lock();
                got[0] = System.nanoTime();
                lock.unlock();
                return acquisition;
              });
          await().atMost(LONG).until(() -> isParked(waiting));
          long killed = System.nanoTime();
          other.kill();
          assertThat(waiting.get(60, TimeUnit.SECONDS)).isEqualTo(Acquisition.AFTER_DEATH);
          System.out.printf("got the lock %.3f ms after the kill%n", (got[0] - killed) / 1e6);
        }
        assertThat(lock.lock()).isEqualTo(Acquisition.ACQUIRED);
        lock.unlock();
      }
    }
    assertThat(files()).isEmpty();
  }

  /** There is no way to see it from outside; if it does not wait yet the outcome is the same. */
  private static boolean isParked(FutureTask<?> task) throws InterruptedException {
    Thread.sleep(50);
    return !task.isDone();
  }

  @Test
  void aDeathThatNobodySawIsToldToTheNextWhoComes() throws Exception {
    try (OtherJvm other = other()) {
      assertThat(other.line()).isEqualTo("ACQUIRED");
      other.kill();
    }
    assertThat(files()).containsExactly("counter.lock");
    try (InterProcessLock lock = open()) {
      assertThat(lock.tryLock(LONG)).isEqualTo(Acquisition.AFTER_DEATH);
      lock.unlock();
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void closingItWhileItIsHeldIsToldLikeADeath() throws Exception {
    try (InterProcessLock lock = open()) {
      InterProcessLock held = open();
      held.lock();
      FutureTask<Acquisition> waiting = start(lock::lock);
      held.close();
      assertThat(waiting.get(60, TimeUnit.SECONDS)).isEqualTo(Acquisition.AFTER_DEATH);
    }
    try (InterProcessLock lock = open()) {
      assertThat(lock.tryLock()).isEqualTo(Acquisition.AFTER_DEATH);
      lock.unlock();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aWaitEndsWithItsTimeAnInterruptOrAClose(boolean virtual) throws Exception {
    Thread.Builder builder = virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
    try (OtherJvm other = other();
        InterProcessLock lock = open()) {
      assertThat(other.line()).isEqualTo("ACQUIRED");
      FutureTask<Acquisition> interrupted = new FutureTask<>(lock::lock);
      builder.start(interrupted).interrupt();
      assertThatThrownBy(() -> interrupted.get(60, TimeUnit.SECONDS))
          .hasCauseInstanceOf(InterruptedException.class);
      FutureTask<Acquisition> timed = new FutureTask<>(() -> lock.tryLock(Duration.ofMillis(30)));
      builder.start(timed);
      assertThat(timed.get(60, TimeUnit.SECONDS)).isEqualTo(Acquisition.NOT_ACQUIRED);
      InterProcessLock closed = open();
      FutureTask<Acquisition> closing = new FutureTask<>(closed::lock);
      builder.start(closing);
      isParked(closing);
      closed.close();
      assertThatThrownBy(() -> closing.get(60, TimeUnit.SECONDS))
          .hasCauseInstanceOf(IllegalStateException.class);
      FutureTask<Acquisition> served = new FutureTask<>(lock::lock);
      builder.start(served);
      other.say("u");
      assertThat(served.get(60, TimeUnit.SECONDS)).isEqualTo(Acquisition.ACQUIRED);
    }
  }

  @Test
  void manyVirtualThreadsOfOneProcessTakeItInTurn() throws Exception {
    int[] counter = new int[1];
    try (InterProcessLock lock = open()) {
      List<FutureTask<Boolean>> tasks = new ArrayList<>();
      IntStream.range(0, 500)
          .forEach(i -> {
            FutureTask<Boolean> task =
                new FutureTask<>(() -> {
                  lock.lock();
                  counter[0]++;
                  lock.unlock();
                  return true;
                });
            tasks.add(task);
            Thread.ofVirtual().start(task);
          });
      for (FutureTask<Boolean> task : tasks) {
        assertThat(task.get(60, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(counter[0]).isEqualTo(500);
    }
  }

  /** How the file goes away. */
  enum Away {
    REMOVED,
    MOVED,
    REPLACED
  }

  private void take(Away away) throws IOException {
    Path file = directory().resolve(NAME + ".lock");
    Path beside = folder.resolve("beside");
    switch (away) {
      case REMOVED -> Files.delete(file);
      case MOVED -> Files.move(file, beside);
      case REPLACED -> {
        Files.copy(file, beside, StandardCopyOption.COPY_ATTRIBUTES);
        Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("The file goes while the lock is held: who gives it back is told of a second owner")
  void fileGoesWhileHeld(Away away) throws Exception {
    InterProcessLock lock = open();
    lock.lock();
    take(away);
    try (OtherJvm other = other()) {
      // A copy says that its owner has not given it back.
      assertThat(other.line()).isEqualTo(away == Away.REPLACED ? "AFTER_DEATH" : "ACQUIRED");
      assertThatThrownBy(lock::unlock)
          .isInstanceOf(CorruptChannelException.class)
          .hasMessageContaining("counter.lock")
          .hasMessageContaining("while it was held");
      assertThat(lock.isHeldByCurrentThread()).isFalse();
      assertThatThrownBy(lock::lock)
          .isInstanceOf(CorruptChannelException.class)
          .hasMessageContaining("removed or replaced");
      lock.close();
      try (InterProcessLock anew = open()) {
        assertThat(anew.tryLock()).isEqualTo(Acquisition.NOT_ACQUIRED);
        other.say("u");
        assertThat(anew.lock()).isEqualTo(Acquisition.ACQUIRED);
        anew.unlock();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("The file goes while a lock is waited for: who waits does not become a second owner")
  void fileGoesWhileWaitedFor(Away away) throws Exception {
    try (OtherJvm other = other();
        InterProcessLock lock = open()) {
      assertThat(other.line()).isEqualTo("ACQUIRED");
      FutureTask<Acquisition> waiting = start(lock::lock);
      await().atMost(LONG).until(() -> isParked(waiting));
      take(away);
      other.kill();
      assertThatThrownBy(() -> waiting.get(60, TimeUnit.SECONDS))
          .hasCauseInstanceOf(CorruptChannelException.class);
      assertThatThrownBy(lock::tryLock).isInstanceOf(CorruptChannelException.class);
    }
  }

  @Test
  void somethingElseUnderTheNameIsLeftAlone() throws Exception {
    Files.createDirectory(
        directory(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path file = directory().resolve("counter.lock");
    Files.writeString(file, "not a lock");
    assertThatThrownBy(this::open)
        .isInstanceOf(CorruptChannelException.class)
        .hasMessageContaining("counter.lock");
    assertThat(file).hasContent("not a lock");
  }
}
