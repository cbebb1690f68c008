package org.javaipc.linux.region;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.javaipc.AccessPolicy;
import org.javaipc.linux.liveness.ProcessSlot;
import org.javaipc.linux.liveness.RuntimeDirectory;
import org.javaipc.linux.wait.ChildJvm;
import org.javaipc.spi.SharedRegion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KillAnywhereTest {
  private static final int KILLS = 6;
  private static final int LONGEST_LIFE_MILLIS = 400;

  @TempDir Path temporary;

  @Test
  void whateverAKilledProcessWasDoingTheNextOneCleansUp() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Path path = temporary.resolve("run");
    for (int kill = 0; kill < KILLS; kill++) {
      try (ChildJvm child = ChildJvm.start(KillAnywhere.class, path)) {
        assertThat(child.line()).isEqualTo("started");
        liveFor(random.nextInt(LONGEST_LIFE_MILLIS));
        child.kill();
        assertThat(child.exit()).isEqualTo(128 + 9);
      }
    }
    RuntimeDirectory directory = RuntimeDirectory.open(Optional.of(path), AccessPolicy.PRIVATE);
    ProcessSlot.removeDead(directory);
    assertThat(List.of(path.toFile().list()))
        .as("seed=" + seed)
        .allMatch(name -> name.equals("a.shm") || name.equals("b.shm"));
    for (String name : List.of("a.shm", "b.shm")) {
      FileRegionStore store =
          new FileRegionStore(directory, name, TestRegions.FORMAT, AccessPolicy.PRIVATE);
      assertThat(store.open()).isEmpty();
      try (SharedRegion region = store.create(8192, 8192, TestRegions::header)) {
        region.unlink();
      }
    }
    assertThat(path.toFile().list()).hasSize(2); // this process's slot
  }

  /** Not a wait for anything: how long the child works before it is killed is the test's input. */
  private static void liveFor(int millis) throws InterruptedException {
    assertThat(new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS)).isFalse();
  }
}
