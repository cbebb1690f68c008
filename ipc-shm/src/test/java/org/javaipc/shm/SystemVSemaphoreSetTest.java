package org.javaipc.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.javaipc.shm.SemaphoreOperation.add;
import static org.javaipc.shm.SemaphoreOperation.awaitZero;
import static org.javaipc.shm.SemaphoreOperation.take;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.javaipc.IpcException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.ObjectExistsException;
import org.javaipc.ResourceLimitException;
import org.javaipc.linux.semaphore.SemaphoreArray;
import org.javaipc.linux.semaphore.SemaphoreLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SystemVSemaphoreSetTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final List<SystemVSemaphoreSet> made = new ArrayList<>();

  @TempDir Path folder;

  private SystemVSemaphoreSet set(int... values) throws IpcException {
    return keep(SystemVSemaphoreSet.createPrivate(0600, values));
  }

  private SystemVSemaphoreSet keep(SystemVSemaphoreSet set) {
    made.add(set);
    return set;
  }

  static int freeKey() throws IpcException {
    while (true) {
      int key = ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
      try {
        SystemVSemaphoreSet.open(key);
      } catch (NoSuchObjectException e) {
        return key;
      }
    }
  }

  @AfterEach
  void removeAll() throws IpcException {
    for (SystemVSemaphoreSet set : made) {
      try {
        set.remove();
      } catch (NoSuchObjectException e) {
        // the test has removed it
      }
    }
  }

  private static <T> FutureTask<T> start(Thread.Builder builder, Callable<T> body) {
    FutureTask<T> task = new FutureTask<>(body);
    builder.start(task);
    return task;
  }

  private static <T> FutureTask<T> start(Callable<T> body) {
    return start(Thread.ofPlatform().daemon(), body);
  }

  private static boolean performed(SystemVSemaphoreSet.Group group) throws Exception {
    group.perform();
    return true;
  }

  @Test
  @DisplayName("S8 values are set and read, one or all")
  void valuesOneOrAll() throws Exception {
    SystemVSemaphoreSet set = set(1, 0, 32_767);
    assertThat(set.count()).isEqualTo(3);
    assertThat(set.values()).containsExactly(1, 0, 32_767);
    set.set(1, 5);
    assertThat(set.value(1)).isEqualTo(5);
    set.setAll(7, 8, 9);
    assertThat(SystemVSemaphoreSet.ofId(set.id()).values()).containsExactly(7, 8, 9);
  }

  @Test
  @DisplayName("S8 a group happens all at once or not at all")
  void groupIsAtomic() throws Exception {
    SystemVSemaphoreSet set = set(1, 0);
    SystemVSemaphoreSet.Group both = set.group(take(0, 1), take(1, 1));
    assertThat(both.tryPerform()).isFalse();
    assertThat(both.perform(Duration.ofMillis(120))).isFalse();
    assertThat(set.values()).containsExactly(1, 0);
    FutureTask<Boolean> waiting = start(() -> performed(both));
    await().atMost(LONG).until(() -> set.waitingForMore(1) == 1);
    set.group(add(1, 1)).perform();
    assertThat(waiting.get(60, TimeUnit.SECONDS)).isTrue();
    assertThat(set.values()).containsExactly(0, 0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("S8 waiting for zero ends when the value is zero")
  void waitForZero(boolean virtual) throws Exception {
    SystemVSemaphoreSet set = set(2);
    assertThat(set.group(awaitZero(0)).tryPerform()).isFalse();
    Thread.Builder builder = virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
    FutureTask<Boolean> waiting = start(builder, () -> performed(set.group(awaitZero(0))));
    if (!virtual) {
      await().atMost(LONG).until(() -> set.waitingForZero(0) == 1);
    }
    set.group(take(0, 1)).perform();
    assertThat(waiting.isDone()).isFalse();
    set.group(take(0, 1)).perform();
    assertThat(waiting.get(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  @DisplayName("S8 the last process that changed a semaphore is known")
  void lastPid() throws Exception {
    SystemVSemaphoreSet set = set(0, 0);
    CompiledC program = CompiledC.of("semaphores", folder);
    Process other = program.start("sysv-op", set.id(), 1, 1);
    assertThat(other.waitFor()).isZero();
    set.group(add(0, 1)).perform();
    assertThat(set.lastPid(0)).isEqualTo((int) ProcessHandle.current().pid());
    assertThat(set.lastPid(1)).isEqualTo((int) other.pid());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("S8 an interrupt ends a wait and changes nothing")
  void interrupt(boolean virtual) throws Exception {
    SystemVSemaphoreSet set = set(0);
    Thread.Builder builder = virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
    FutureTask<Boolean> task = new FutureTask<>(() -> performed(set.group(take(0, 1))));
    Thread thread = builder.start(task);
    if (!virtual) {
      await().atMost(LONG).until(() -> set.waitingForMore(0) == 1);
    }
    thread.interrupt();
    assertThatThrownBy(() -> task.get(60, TimeUnit.SECONDS))
        .hasCauseInstanceOf(InterruptedException.class);
    set.group(add(0, 1)).perform();
    assertThat(set.value(0)).isEqualTo(1);
  }

  @Test
  @DisplayName("S8 removing a set tells who waits for it, and who uses it later")
  void removal() throws Exception {
    SystemVSemaphoreSet set = set(0);
    FutureTask<Boolean> waiting = start(() -> performed(set.group(take(0, 1))));
    FutureTask<Boolean> virtual = start(Thread.ofVirtual(), () -> performed(set.group(take(0, 1))));
    await().atMost(LONG).until(() -> set.waitingForMore(0) == 1);
    set.remove();
    for (FutureTask<Boolean> task : List.of(waiting, virtual)) {
      assertThatThrownBy(() -> task.get(60, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(NoSuchObjectException.class)
          .hasMessageContaining("semid=" + set.id())
          .hasMessageContaining("semop");
    }
    assertThatThrownBy(() -> set.value(0)).isInstanceOf(NoSuchObjectException.class);
    assertThatThrownBy(set::remove).isInstanceOf(NoSuchObjectException.class);
    assertThatThrownBy(() -> SystemVSemaphoreSet.ofId(set.id()))
        .isInstanceOf(NoSuchObjectException.class);
  }

  @Test
  @DisplayName("S8 what a killed process took with undo comes back, and who waits gets on")
  void undoAtDeath() throws Exception {
    SystemVSemaphoreSet set = set(1);
    CompiledC program = CompiledC.of("semaphores", folder);
    Process holder = program.start("sysv-hold", set.id(), 0);
    assertThat(holder.inputReader().readLine()).isEqualTo("holding");
    FutureTask<Boolean> waiting = start(() -> performed(set.group(take(0, 1))));
    await().atMost(LONG).until(() -> set.waitingForMore(0) == 1);
    holder.destroyForcibly();
    assertThat(waiting.get(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  @DisplayName("S8 what a killed JVM took with undo comes back; setting a value forgets it")
  void undoOfJvm() throws Exception {
    SystemVSemaphoreSet set = set(5, 5);
    try (OtherJvm other = OtherJvm.start(SemaphorePeer.class, "hold", set.id())) {
      assertThat(other.line()).isEqualTo("holding");
      assertThat(set.values()).containsExactly(4, 4);
      set.set(1, 3);
      other.kill();
    }
    await().atMost(LONG).until(() -> set.value(0) == 5);
    assertThat(set.value(1)).isEqualTo(3);
  }

  @Test
  @DisplayName("S8 of processes that race to make a set one initialises it, and all find it so")
  void creationRace() throws Exception {
    for (int round = 0; round < 20; round++) {
      int key = freeKey();
      List<FutureTask<int[]>> racers =
          IntStream.range(0, 4)
              .mapToObj(
                  i -> start(() -> SystemVSemaphoreSet.openOrCreate(key, 0600, 11, 12).values()))
              .toList();
      for (FutureTask<int[]> racer : racers) {
        assertThat(racer.get(60, TimeUnit.SECONDS)).containsExactly(11, 12);
      }
      SystemVSemaphoreSet.open(key).remove();
    }
    int key = freeKey();
    try (OtherJvm one = OtherJvm.start(SemaphorePeer.class, "race", key, 50);
        OtherJvm two = OtherJvm.start(SemaphorePeer.class, "race", key, 50)) {
      assertThat(one.line()).isEqualTo("raced");
      assertThat(two.line()).isEqualTo("raced");
    }
  }

  @Test
  @DisplayName("S8 a set whose maker died before initialising it is an error that says so")
  void uninitialised() throws Exception {
    int key = freeKey();
    SemaphoreArray left = SemaphoreArray.create(key, 1, 0600).orElseThrow();
    made.add(SystemVSemaphoreSet.ofId(left.id()));
    assertThatThrownBy(() -> SystemVSemaphoreSet.openOrCreate(Duration.ofMillis(50), key, 0600, 1))
        .isInstanceOf(IpcException.class)
        .hasMessageContaining("has not initialized")
        .hasMessageContaining("ipcrm -s " + left.id());
    assertThat(SystemVSemaphoreSet.open(key).value(0)).isZero();
  }

  @Test
  @DisplayName(
      "S8 a key that is taken, or has another number of semaphores, or is none: typed errors")
  void keys() throws Exception {
    int key = freeKey();
    assertThatThrownBy(() -> SystemVSemaphoreSet.open(key))
        .isInstanceOf(NoSuchObjectException.class)
        .hasMessageContaining("key=0x%08x".formatted(key));
    SystemVSemaphoreSet set = keep(SystemVSemaphoreSet.create(key, 0600, 1, 2));
    assertThatThrownBy(() -> SystemVSemaphoreSet.create(key, 0600, 1, 2))
        .isInstanceOf(ObjectExistsException.class)
        .hasMessageContaining("EEXIST");
    assertThatThrownBy(() -> SystemVSemaphoreSet.openOrCreate(key, 0600, 1))
        .isInstanceOf(ObjectExistsException.class)
        .hasMessageContaining("count=2")
        .hasMessageContaining("count=1");
    assertThatThrownBy(() -> SystemVSemaphoreSet.open(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(set.values()).containsExactly(1, 2);
  }

  @Test
  @DisplayName("S8 a value out of range, an index out of bounds: typed errors, nothing changed")
  void ranges() throws Exception {
    SystemVSemaphoreSet set = set(32_767, 0);
    assertThatThrownBy(() -> set.group(add(0, 1)).perform())
        .isInstanceOf(ResourceLimitException.class)
        .hasMessageContaining("ERANGE")
        .hasMessageContaining("index=0 value=32767 delta=1")
        .hasMessageContaining("SEMVMX=32767");
    assertThatThrownBy(() -> set.set(0, 32_768))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("value=32768");
    assertThatThrownBy(() -> set.set(1, -1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> set.setAll(1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> set.group(add(2, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("index=2 is not within 0 to 1");
    assertThatThrownBy(() -> set.value(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> set.group(add(0, 40_000)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("delta=40000");
    assertThatThrownBy(set::group).isInstanceOf(IllegalArgumentException.class);
    assertThat(set.values()).containsExactly(32_767, 0);
  }

  @Test
  @DisplayName("S8 a group that is too large is an error with the limit and how to raise it")
  void groupTooLarge() throws Exception {
    SystemVSemaphoreSet set = set(0);
    int limit = (int) SemaphoreLimits.current().perGroup();
    SemaphoreOperation[] operations =
        IntStream.rangeClosed(0, limit).mapToObj(i -> add(0, 1)).toArray(SemaphoreOperation[]::new);
    assertThatThrownBy(() -> set.group(operations).perform())
        .isInstanceOf(ResourceLimitException.class)
        .hasMessageContaining("E2BIG")
        .hasMessageContaining("SEMOPM=" + limit)
        .hasMessageContaining("sysctl -w kernel.sem=");
    assertThat(set.value(0)).isZero();
  }

  @Test
  @DisplayName("S8 more to undo than the kernel can keep is an error, nothing changed")
  void undoOverflow() throws Exception {
    SystemVSemaphoreSet set = set(0);
    SystemVSemaphoreSet.Group up = set.group(add(0, 32_767).withUndo());
    SystemVSemaphoreSet.Group down = set.group(take(0, 32_767));
    up.perform();
    down.perform();
    assertThatThrownBy(up::perform)
        .isInstanceOf(ResourceLimitException.class)
        .hasMessageContaining("ERANGE")
        .hasMessageContaining("undo");
    assertThat(set.value(0)).isZero();
    set.set(0, 0); // forgets what this JVM would undo
  }

  @Test
  @DisplayName("S8 a set larger than the kernel allows is an error with the limit")
  void setTooLarge() throws Exception {
    long limit = SemaphoreLimits.current().perSet();
    int count = (int) Math.min(limit + 1, 1_000_000);
    assertThatThrownBy(() -> set(new int[count]))
        .isInstanceOf(ResourceLimitException.class)
        .hasMessageContaining("SEMMSL=" + limit);
  }

  @Test
  @DisplayName("S8 a C program has the other side, and finds a set by its key")
  void otherSideInC() throws Exception {
    CompiledC program = CompiledC.of("semaphores", folder);
    int key = freeKey();
    int id = Integer.parseInt(program.run("sysv-create", key, 3));
    SystemVSemaphoreSet set = keep(SystemVSemaphoreSet.open(key));
    assertThat(set.id()).isEqualTo(id);
    assertThat(set.values()).containsExactly(3);
    set.group(take(0, 2)).perform();
    assertThat(program.run("sysv-value", id, 0)).isEqualTo("1");
    FutureTask<Boolean> waiting = start(() -> performed(set.group(take(0, 4))));
    program.run("sysv-op", id, 0, 3);
    assertThat(waiting.get(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  @DisplayName("S8 a thousand virtual threads wait without holding their carriers")
  void virtualThreads() throws Exception {
    SystemVSemaphoreSet set = set(0);
    SystemVSemaphoreSet.Group take = set.group(take(0, 1));
    List<FutureTask<Boolean>> waiting =
        IntStream.range(0, 1000)
            .mapToObj(i -> start(Thread.ofVirtual(), () -> performed(take)))
            .toList();
    start(Thread.ofVirtual(), () -> "a carrier is free").get(60, TimeUnit.SECONDS);
    set.group(add(0, 1000)).perform();
    for (FutureTask<Boolean> task : waiting) {
      assertThat(task.get(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(set.value(0)).isZero();
  }
}
