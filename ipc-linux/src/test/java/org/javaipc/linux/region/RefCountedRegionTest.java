package org.javaipc.linux.region;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.javaipc.AccessPolicy;
import org.javaipc.IpcException;
import org.javaipc.linux.liveness.RuntimeDirectory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefCountedRegionTest {
  private static final long MAGIC = 0x1122334455667788L;
  private static final String NAME = "shared.lock";

  @TempDir Path folder;

  private RuntimeDirectory directory;

  @BeforeEach
  void open() throws IpcException {
    directory = RuntimeDirectory.open(Optional.of(folder.resolve("run")), AccessPolicy.PRIVATE);
  }

  private RefCountedRegion join() throws IpcException {
    return RefCountedRegion.join(
        directory,
        NAME,
        MAGIC,
        4096,
        AccessPolicy.PRIVATE,
        (memory, self) -> memory.set(ValueLayout.JAVA_LONG, 0, MAGIC));
  }

  @Test
  void ofTwoThatLeaveAtTheSameTimeTheSecondToDecideIsTheLast() throws Exception {
    try (RefCountedRegion first = join();
        RefCountedRegion second = join()) {
      assertThat(first.tryBeTheLast()).isFalse();
      assertThat(second.tryBeTheLast()).isTrue();
      second.unlink();
    }
    assertThat(directory.names()).doesNotContain(NAME);
  }

  @Test
  void whoeverStaysKeepsTheOneThatLeavesFromBeingTheLast() throws Exception {
    try (RefCountedRegion stays = join()) {
      try (RefCountedRegion leaves = join()) {
        assertThat(leaves.tryBeTheLast()).isFalse();
      }
      try (RefCountedRegion comes = join()) {
        assertThat(comes.tryBeTheLast()).as("another one is a member").isFalse();
      }
      assertThat(stays.tryBeTheLast()).isTrue();
      stays.unlink();
    }
    assertThat(directory.names()).doesNotContain(NAME);
  }

  @Test
  void theFileGoesWhenTwoLeaveAtTheSameInstant() throws Exception {
    CyclicBarrier barrier = new CyclicBarrier(2);
    Callable<Integer> member =
        () -> {
          int removed = 0;
          for (int round = 0; round < 300; round++) {
            try (RefCountedRegion region = join()) {
              barrier.await(30, TimeUnit.SECONDS);
              if (region.tryBeTheLast()) {
                region.unlink();
                removed++;
              }
            }
            barrier.await(30, TimeUnit.SECONDS);
          }
          return removed;
        };
    FutureTask<Integer> other = new FutureTask<>(member);
    Thread.ofPlatform().daemon().start(other);
    int removed = member.call() + other.get(60, TimeUnit.SECONDS);
    assertThat(removed).as("one of the two in every round").isEqualTo(300);
    assertThat(directory.names()).doesNotContain(NAME);
  }
}
