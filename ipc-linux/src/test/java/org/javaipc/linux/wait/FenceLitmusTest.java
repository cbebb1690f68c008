package org.javaipc.linux.wait;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.javaipc.test.Needs;
import org.javaipc.test.Soak;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class FenceLitmusTest {
  private static final int PLAIN = 50_000;
  private static final int ALL = 250_000;

  @TempDir Path temporary;

  @Test
  void heavyFenceOfOneProcessOrdersTheOtherWhoHasNone() throws Exception {
    sleepAndWake(temporary.resolve("run"));
  }

  @Test
  @Tag("soak")
  @Timeout(value = 1, unit = TimeUnit.DAYS)
  void heavyFenceOrdersHoweverLong() throws Exception {
    long end = System.nanoTime() + Soak.FENCES.time().toNanos();
    for (int round = 0; round == 0 || System.nanoTime() < end; round++) {
      sleepAndWake(temporary.resolve("run-" + round));
    }
  }

  private static void sleepAndWake(Path directory) throws Exception {
    try (SharedMemory memory =
            SharedMemory.create(directory, FenceLitmus.FILE, FenceLitmus.size(ALL));
        ChildJvm waker = ChildJvm.start(FenceLitmus.class, directory, ALL)) {
      Needs.that(
          Boolean.parseBoolean(waker.line()) && memory.parker().isAsymmetric(),
          "membarrier is refused here, so that wakers have a fence");
      awaitCompiledWaker(memory);
      long[] plain = FenceLitmus.sleep(memory, 1, PLAIN, false);
      long start = System.nanoTime();
      long[] heavy = FenceLitmus.sleep(memory, PLAIN, ALL + 1, true);
      long nanos = System.nanoTime() - start;
      assertThat(waker.line()).isEqualTo("done");
      int forbidden = FenceLitmus.forbidden(memory, heavy, PLAIN);
      System.out.printf(
          "forbidden outcomes: %d of %d steps with a plain fence of the sleeper (%d steps of the waker),"
              + " %d of %d with the heavy one (%d steps of the waker, %d ns a fence)%n",
          FenceLitmus.forbidden(memory, plain, 1),
          PLAIN,
          FenceLitmus.wakerSteps(plain, 1),
          forbidden,
          ALL - PLAIN,
          FenceLitmus.wakerSteps(heavy, PLAIN),
          nanos / (ALL - PLAIN));
      assertThat(forbidden).isZero();
      assertThat(FenceLitmus.wakerSteps(heavy, PLAIN)).isPositive();
    }
  }

  /** An interpreted waker leaves its store buffer time to drain. */
  private static void awaitCompiledWaker(SharedMemory memory) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> (long) SharedMemory.LONG.getAcquire(memory.segment(), FenceLitmus.X) > 1_000_000);
  }
}
