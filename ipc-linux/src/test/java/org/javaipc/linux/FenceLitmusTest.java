package org.javaipc.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FenceLitmusTest {
  private static final int PLAIN = 500_000;
  private static final int ALL = 1_500_000;

  @TempDir Path temporary;

  @Test
  void heavyFenceOfOneProcessOrdersTheOtherWhoHasNone() throws Exception {
    Path directory = temporary.resolve("run");
    try (SharedMemory memory =
            SharedMemory.create(directory, FenceLitmus.FILE, FenceLitmus.size(ALL));
        ChildJvm waker = ChildJvm.start(FenceLitmus.class, directory, ALL)) {
      if (!(Boolean.parseBoolean(waker.line()) && memory.parker().isAsymmetric())) {
        System.out.println("skipped: membarrier is refused here, so that wakers have a fence");
        Assumptions.abort("membarrier is refused");
      }
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
            () -> (long) SharedMemory.LONG.getAcquire(memory.segment(), FenceLitmus.X) > 5_000_000);
  }
}
