package org.javaipc.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What an event loop does when nothing happens. */
@SuppressWarnings("FutureReturnValueIgnored") // a failure is told to the pipeline
class IdleTest {
  /** The kernel counts processor time in these. */
  private static final long TICKS_PER_SECOND = 100;

  @Test
  @DisplayName("an event loop with idle channels sleeps: it takes next to no processor time")
  void idleLoopsSleep() throws Exception {
    try (Wire wire =
        new Wire(
            Addresses.fresh("shm"),
            new MultiThreadIoEventLoopGroup(1, IpcIoHandler.newFactory()))) {
      wire.listen(new Echo());
      for (int i = 0; i < 20; i++) {
        Collector back = new Collector();
        wire.connect(back).writeAndFlush(Buffers.of("once"));
        back.awaitText("once");
      }
      long before = wire.group.submit(IdleTest::ticksOfThisThread).get();
      long after = wire.group.schedule(IdleTest::ticksOfThisThread, 1, TimeUnit.SECONDS).get();
      // A loop that spins takes all of the second, or what the machine has left of it.
      assertThat(after - before).isLessThan(TICKS_PER_SECOND / 10);
    }
  }

  /** See proc_pid_stat(5): utime and stime. */
  private static long ticksOfThisThread() throws Exception {
    String stat = Files.readString(Path.of("/proc/thread-self/stat"));
    String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(afterName[11]) + Long.parseLong(afterName[12]);
  }
}
