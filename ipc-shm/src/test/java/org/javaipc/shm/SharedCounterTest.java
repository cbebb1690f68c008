package org.javaipc.shm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.javaipc.AccessPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two processes increment one counter in shared memory. {@code -Dipc.test.increments} says how often
 * each; {@code -Dipc.test.kills} how many others are killed meanwhile.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class SharedCounterTest {
  private static final long INCREMENTS = Long.getLong("ipc.test.increments", 200_000);
  private static final int KILLS = Integer.getInteger("ipc.test.kills", 3);
  private static final String POSIX = "/ipc-test-counter-" + ProcessHandle.current().pid();

  @TempDir Path folder;
  private final List<OtherJvm> others = new ArrayList<>();

  @AfterEach
  void endOthers() {
    others.forEach(OtherJvm::close);
  }

  private MemorySegment counter(Path file) throws Exception {
    try (RandomAccessFile fresh = new RandomAccessFile(file.toFile(), "rw")) {
      fresh.setLength(CounterPeer.LENGTH);
    }
    return CounterPeer.map(file);
  }

  private OtherJvm begin(Path file, String lock, int member, Object... rest) throws Exception {
    List<Object> arguments = new ArrayList<>(List.of(file, lock, member));
    arguments.addAll(List.of(rest));
    OtherJvm other = OtherJvm.start(CounterPeer.class, arguments.toArray());
    others.add(other);
    assertThat(other.line()).isEqualTo("ready");
    return other;
  }

  /**
   * Two count to the end; others are killed: one that surely has the lock, in the middle of an increment,
   * and some at any moment while all count.
   */
  private void count(String lock, int kills) throws Exception {
    Path file = folder.resolve("counter");
    MemorySegment memory = counter(file);
    OtherJvm one;
    OtherJvm two;
    if (kills > 0) {
      OtherJvm holder = begin(file, lock, CounterPeer.MEMBERS - 1, 100, "hold");
      CounterPeer.set(memory, CounterPeer.GO, 1);
      assertThat(holder.line()).isEqualTo("holding");
      one = begin(file, lock, 0, INCREMENTS);
      two = begin(file, lock, 1, INCREMENTS);
      holder.kill();
    } else {
      one = begin(file, lock, 0, INCREMENTS);
      two = begin(file, lock, 1, INCREMENTS);
    }
    for (int i = 0; i < kills; i++) {
      OtherJvm victim = begin(file, lock, 2 + i % 5, Long.MAX_VALUE);
      Thread.sleep(ThreadLocalRandom.current().nextInt(1, 100));
      victim.kill();
    }
    CounterPeer.set(memory, CounterPeer.GO, 1);
    assertThat(one.line()).isEqualTo("done");
    assertThat(two.line()).isEqualTo("done");
    assertThat(CounterPeer.get(memory, CounterPeer.NUMBERS)).isEqualTo(INCREMENTS);
    assertThat(CounterPeer.get(memory, CounterPeer.NUMBERS + 8)).isEqualTo(INCREMENTS);
    long total = CounterPeer.get(memory, CounterPeer.COUNTER);
    long repairs = CounterPeer.get(memory, CounterPeer.REPAIRS);
    assertThat(total).isEqualTo(CounterPeer.sum(memory)).isGreaterThanOrEqualTo(2 * INCREMENTS);
    assertThat(repairs).isBetween(kills > 0 ? 1L : 0L, kills + 1L);
    System.out.printf(
        "%s: counter=%d of 2 x %d, killed=%d repaired=%d%n",
        lock.split("=", 2)[0], total, INCREMENTS, kills > 0 ? kills + 1 : 0, repairs);
  }

  @Test
  @DisplayName(
      "S10 InterProcessLock: every increment of two processes counts, also with holders killed")
  void interProcessLock() throws Exception {
    count("lock=" + folder.resolve("run"), KILLS);
  }

  @Test
  @DisplayName(
      "S10 System V with undo: every increment of two processes counts, also with holders killed")
  void systemVSemaphore() throws Exception {
    SystemVSemaphoreSet set = SystemVSemaphoreSet.createPrivate(0600, 1);
    try {
      count("sysv=" + set.id(), KILLS);
      others.forEach(OtherJvm::close);
      assertThat(set.value(0)).isEqualTo(1);
    } finally {
      set.remove();
    }
  }

  @Test
  @DisplayName("S10 POSIX semaphore: every increment of two processes counts")
  void posixSemaphore() throws Exception {
    try (PosixSemaphore semaphore = PosixSemaphore.create(POSIX, AccessPolicy.PRIVATE, 1)) {
      count("posix=" + POSIX, 0);
      assertThat(semaphore.value()).isEqualTo(1);
    } finally {
      PosixSemaphore.unlink(POSIX);
    }
  }

  @Test
  @DisplayName("S11 without a lock increments are lost")
  void withoutLock() throws Exception {
    Path file = folder.resolve("counter");
    MemorySegment memory = counter(file);
    long lost = 0;
    for (int round = 0; round < 10 && lost == 0; round++) {
      memory.fill((byte) 0);
      OtherJvm one = begin(file, "none", 0, 1_000_000);
      OtherJvm two = begin(file, "none", 1, 1_000_000);
      CounterPeer.set(memory, CounterPeer.GO, 1);
      assertThat(one.line()).isEqualTo("done");
      assertThat(two.line()).isEqualTo("done");
      lost = 2_000_000 - CounterPeer.get(memory, CounterPeer.COUNTER);
      endOthers();
    }
    System.out.println("without a lock lost=" + lost + " of 2000000 increments");
    assertThat(lost).isPositive();
    assertThat(Files.size(file)).isEqualTo(CounterPeer.LENGTH);
  }
}
