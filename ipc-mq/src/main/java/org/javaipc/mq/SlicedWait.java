package org.javaipc.mq;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Waiting for what the kernel cannot tell of: looking again and again, without a pause for as long as a
 * wake-up takes, and then at pauses that grow. It holds no carrier of a virtual thread, and an interrupt
 * ends it at once.
 *
 * <p>A System V queue has no descriptor that could be polled together with a wake-up, and its calls take
 * no timeout.
 */
final class SlicedWait {
  /** Waits without end. */
  static final long FOREVER = Long.MAX_VALUE;

  private static final long SPIN_NANOS = 20_000;
  private static final long FIRST_PAUSE = 20_000;
  private static final long LONGEST_PAUSE = 4_000_000;

  private final Object blocker;
  private final long timeout;
  private final long begin = System.nanoTime();
  private long pause = FIRST_PAUSE;

  /**
   * Begins to wait.
   *
   * @param blocker what is waited for, for thread dumps
   * @param nanos longest time to wait, or {@link #FOREVER}
   */
  SlicedWait(Object blocker, long nanos) {
    this.blocker = blocker;
    this.timeout = nanos;
  }

  /** {@return a time to wait in nanoseconds} */
  static long nanos(Duration timeout) {
    return Math.max(0, TimeUnit.NANOSECONDS.convert(timeout));
  }

  /** {@return false if the time is over; otherwise it is time to look again} */
  boolean pause() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    long waited = System.nanoTime() - begin;
    long left = timeout == FOREVER ? FOREVER : timeout - waited;
    if (left <= 0) {
      return false;
    }
    if (waited < SPIN_NANOS) {
      Thread.onSpinWait();
    } else {
      LockSupport.parkNanos(blocker, Math.min(left, pause));
      pause = Math.min(pause + pause / 2, LONGEST_PAUSE);
    }
    return true;
  }
}
