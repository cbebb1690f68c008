package org.javaipc;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class SharedSenderTest {
  /** Its disk writes until it is let go. */
  private static final class SlowDisk implements Sender {
    private final CountDownLatch syncing = new CountDownLatch(1);
    private final CountDownLatch written = new CountDownLatch(1);
    private final AtomicInteger sent = new AtomicInteger();

    @Override
    public Address address() {
      return Address.of("mmap", "slow");
    }

    @Override
    public long maxMessage() {
      return 100;
    }

    @Override
    public boolean offer(MemorySegment segment, long offset, long length) {
      sent.incrementAndGet();
      return true;
    }

    @Override
    public boolean send(MemorySegment segment, long offset, long length, Duration timeout) {
      return offer(segment, offset, length);
    }

    @Override
    public void send(MemorySegment segment, long offset, long length) {
      boolean _ = offer(segment, offset, length);
    }

    @Override
    public Claim tryClaim(long length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Claim claim(long length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void sync() throws IpcException {
      syncing.countDown();
      try {
        written.await();
      } catch (InterruptedException e) {
        throw new IpcException("interrupted", e);
      }
    }

    @Override
    public void close() {}
  }

  @Test
  void anOfferReturnsFalseWhileAnotherThreadSyncs() throws Exception {
    SlowDisk disk = new SlowDisk();
    Sender shared = disk.shared();
    FutureTask<Void> syncing =
        new FutureTask<>(() -> {
          shared.sync();
          return null;
        });
    Thread _ = Thread.startVirtualThread(syncing);
    disk.syncing.await();
    assertThat(shared.offer("one")).isFalse();
    assertThat(shared.send("one", Duration.ofMillis(1))).isFalse();
    assertThat(disk.sent).hasValue(0);
    disk.written.countDown();
    syncing.get();
    assertThat(shared.offer("one")).isTrue();
    assertThat(disk.sent).hasValue(1);
  }
}
