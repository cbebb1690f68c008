package org.javaipc.linux.wait;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FutexParkerTest {
  private static final int ASLEEP = 1;
  private static final long WORD = 64;
  private static final long LONG_NANOS = SharedMemory.LONG_NANOS;
  private static final long LOST_NANOS = SharedMemory.LOST_NANOS;

  @TempDir Path temporary;
  private Path directory;
  private SharedMemory memory;
  private FutexParker parker;

  @BeforeEach
  void map() throws Exception {
    directory = temporary.resolve("run");
    memory = SharedMemory.create(directory, Handover.FILE, Handover.SIZE);
    parker = memory.parker();
  }

  @AfterEach
  void unmap() {
    memory.close();
  }

  @Test
  void twoThreadsLoseNoWakeUp() throws Exception {
    int turns = 30_000;
    try (var threads = Executors.newFixedThreadPool(2)) {
      Future<Integer> first = threads.submit(() -> Handover.play(memory, 0, turns));
      Future<Integer> second = threads.submit(() -> Handover.play(memory, 1, turns));
      assertThat(first.get(60, TimeUnit.SECONDS) + second.get(60, TimeUnit.SECONDS)).isZero();
    }
  }

  @Test
  void twoProcessesLoseNoWakeUp() throws Exception {
    int turns = 30_000;
    try (ChildJvm child = ChildJvm.start(Handover.class, directory, turns)) {
      assertThat(child.line()).isEqualTo("ready");
      assertThat(Handover.play(memory, 0, turns)).isZero();
      assertThat(child.line()).isEqualTo("0");
    }
  }

  @Test
  void virtualThreadsLoseNoWakeUpAndLeaveTheirCarriersFree() throws Exception {
    int sleepers = 100 * Runtime.getRuntime().availableProcessors();
    CountDownLatch awake = new CountDownLatch(sleepers);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      SharedMemory.INT.setVolatile(memory.segment(), WORD, ASLEEP);
      for (int i = 0; i < sleepers; i++) {
        threads.execute(() -> {
          parker.park(WORD, ASLEEP, LONG_NANOS);
          awake.countDown();
        });
      }
      threads.execute(() -> parker.unpark(WORD)); // runs only if a carrier is free
      assertThat(awake.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void noInterruptIsLost() throws Exception {
    int interrupts = 10_000;
    AtomicInteger seen = new AtomicInteger();
    AtomicInteger lost = new AtomicInteger();
    Thread sleeper =
        Thread.ofPlatform()
            .start(() -> {
              while (seen.get() < interrupts) {
                SharedMemory.INT.setVolatile(memory.segment(), WORD, ASLEEP);
                long start = System.nanoTime();
                parker.park(WORD, ASLEEP, LONG_NANOS);
                lost.addAndGet(System.nanoTime() - start > LOST_NANOS ? 1 : 0);
                if (Thread.interrupted()) {
                  seen.incrementAndGet();
                }
              }
            });
    for (int i = 0; i < interrupts; i++) {
      for (int spin = 0; spin < i % 100 * 20; spin++) {
        Thread.onSpinWait();
      }
      sleeper.interrupt();
      while (seen.get() == i && lost.get() == 0) {
        Thread.onSpinWait();
      }
    }
    assertThat(sleeper.join(Duration.ofMinutes(2))).isTrue();
    assertThat(lost).hasValue(0);
    assertThat(seen).hasValue(interrupts);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void interruptedThreadDoesNotSleepAndStaysInterrupted(boolean virtual) throws Exception {
    AtomicBoolean interrupted = new AtomicBoolean();
    SharedMemory.INT.setVolatile(memory.segment(), WORD, ASLEEP);
    Thread thread =
        start(
            virtual,
            () -> {
              Thread.currentThread().interrupt();
              long start = System.nanoTime();
              parker.park(WORD, ASLEEP, LONG_NANOS);
              interrupted.set(
                  Thread.currentThread().isInterrupted() && System.nanoTime() - start < LOST_NANOS);
            });
    assertThat(thread.join(Duration.ofMinutes(2))).isTrue();
    assertThat(interrupted).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void closeWakesSleepersAndReturnsAfterTheyLeft(boolean virtual) throws Exception {
    for (int round = 0; round < 20; round++) {
      try (SharedMemory other = SharedMemory.open(directory, Handover.FILE, Handover.SIZE)) {
        List<Thread> sleepers = new ArrayList<>();
        CountDownLatch started = new CountDownLatch(3);
        AtomicInteger slow = new AtomicInteger();
        for (long word = WORD; word < WORD + 12; word += 4) {
          long offset = word;
          SharedMemory.INT.setVolatile(memory.segment(), offset, ASLEEP);
          sleepers.add(
              start(
                  virtual,
                  () -> {
                    long start = System.nanoTime();
                    started.countDown();
                    other.parker().park(offset, ASLEEP, LONG_NANOS);
                    slow.addAndGet(System.nanoTime() - start > LOST_NANOS ? 1 : 0);
                  }));
        }
        assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
        other.parker().close();
        for (Thread sleeper : sleepers) {
          assertThat(sleeper.join(Duration.ofMinutes(2))).isTrue();
        }
        assertThat(slow).hasValue(0);
      }
    }
  }

  @Test
  void closedParkerDoesNotSleep() {
    SharedMemory.INT.setVolatile(memory.segment(), WORD, ASLEEP);
    parker.close();
    parker.park(WORD, ASLEEP, Long.MAX_VALUE); // or the watchdog ends it
  }

  @Test
  void sleepEndsWithItsTimeAndDoesNotBeginOnAnotherValue() {
    SharedMemory.INT.setVolatile(memory.segment(), WORD, ASLEEP);
    long start = System.nanoTime();
    parker.park(WORD, ASLEEP, 10_000_000);
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(9_000_000);
    SharedMemory.INT.setVolatile(memory.segment(), WORD, 7);
    parker.park(WORD, ASLEEP, LONG_NANOS);
    assertThat((int) SharedMemory.INT.getVolatile(memory.segment(), WORD)).isEqualTo(7);
  }

  @Test
  void senselessArgumentsAreRefused() {
    assertThatThrownBy(() -> parker.park(WORD, FutexParker.ROUSED, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> parker.park(WORD, 1, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void parkingAndWakingAllocateNothing() throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Callable<Long> work =
        () -> {
          parkAndWake(20_000);
          long before = threads.getCurrentThreadAllocatedBytes();
          parkAndWake(20_000);
          return threads.getCurrentThreadAllocatedBytes() - before;
        };
    try (var executor = Executors.newSingleThreadExecutor()) {
      await()
          .atMost(Duration.ofSeconds(30)) // until it is compiled
          .untilAsserted(() -> assertThat(executor.submit(work).get()).isZero());
    }
  }

  private void parkAndWake(int times) {
    for (int i = 0; i < times; i++) {
      SharedMemory.INT.setVolatile(memory.segment(), WORD, ASLEEP);
      parker.heavyFence();
      parker.park(WORD, ASLEEP, 1);
      parker.unpark(WORD);
    }
  }

  private static Thread start(boolean virtual, Runnable work) {
    return virtual ? Thread.ofVirtual().start(work) : Thread.ofPlatform().start(work);
  }
}
