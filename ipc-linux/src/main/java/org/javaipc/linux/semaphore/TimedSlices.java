package org.javaipc.linux.semaphore;

import java.util.concurrent.locks.LockSupport;
import org.javaipc.IpcException;

/**
 * Waits for objects without a descriptor that cannot be woken from outside. A platform thread waits in the kernel in
 * slices, so that it notices an interrupt. A virtual thread, which would hold its carrier in the kernel, polls with
 * growing pauses.
 */
final class TimedSlices {
  /**
   * An interrupt or a close is noticed after this time at the latest. A thread that wakes more often uses a percent
   * of a busy processor while it waits.
   */
  static final long SLICE = 100_000_000;

  private static final long FIRST_PAUSE = 20_000;
  private static final long LONGEST_PAUSE = 2_000_000;

  /** A call that tries an operation, waiting in the kernel at most a number of nanoseconds, or not at all. */
  @FunctionalInterface
  interface Attempt {
    /** {@return whether it is done; false if it would have to wait for longer} */
    boolean tryFor(long nanos) throws IpcException;
  }

  private TimedSlices() {}

  /**
   * Tries something until it is done or the time is over.
   *
   * @param nanos longest time to wait
   * @return whether it is done
   */
  static boolean await(Attempt attempt, long nanos) throws IpcException, InterruptedException {
    boolean virtual = Thread.currentThread().isVirtual();
    long start = System.nanoTime();
    long pause = FIRST_PAUSE;
    for (long left = nanos; ; left = nanos - (System.nanoTime() - start)) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (attempt.tryFor(virtual ? 0 : Math.clamp(left, 0, SLICE))) {
        return true;
      }
      if (left <= 0) {
        return false;
      }
      if (virtual) {
        LockSupport.parkNanos(Math.min(pause, left));
        pause = Math.min(2 * pause, LONGEST_PAUSE);
      }
    }
  }
}
