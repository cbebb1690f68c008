package org.javaipc.linux.channel.member;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.javaipc.AccessPolicy;
import org.javaipc.linux.liveness.ProcessLiveness;
import org.javaipc.linux.liveness.RuntimeDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who rings looks at the regions of other ends, which go at any time. */
class WakeupFifoTest {
  @TempDir Path folder;

  @Test
  void anEndStopsListeningOnlyWhenNobodyLooksForItAnyMore() throws Exception {
    RuntimeDirectory directory =
        RuntimeDirectory.open(Optional.of(folder.toRealPath()), AccessPolicy.PRIVATE);
    WakeupFifo bell = WakeupFifo.of(directory);
    CountDownLatch looking = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger looks = new AtomicInteger();
    WakeupFifo.Listening listening =
        bell.listen(() -> {
          looking.countDown();
          assertThat(waits(goOn)).isTrue();
          looks.incrementAndGet();
        });
    long self = ProcessLiveness.of(directory).self();
    FutureTask<Void> ringing = start(() -> bell.ring(self));
    assertThat(waits(looking)).isTrue();
    FutureTask<Void> closing = new FutureTask<>(listening::close, null);
    Thread closer = Thread.ofPlatform().daemon().start(closing);
    while (closer.getState() != Thread.State.BLOCKED) {
      assertThat(closing.isDone()).as("closed while somebody looked").isFalse();
      Thread.onSpinWait();
    }
    goOn.countDown();
    ringing.get(30, TimeUnit.SECONDS);
    closing.get(30, TimeUnit.SECONDS);
    bell.ring(self);
    assertThat(looks).hasValue(1);
  }

  private static FutureTask<Void> start(Runnable task) {
    FutureTask<Void> started = new FutureTask<>(task, null);
    Thread.ofPlatform().daemon().start(started);
    return started;
  }

  private static boolean waits(CountDownLatch latch) {
    try {
      return latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      return false;
    }
  }
}
