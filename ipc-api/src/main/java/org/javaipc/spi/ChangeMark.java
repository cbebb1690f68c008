package org.javaipc.spi;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Values for a word in shared memory that must differ after each change, by any process. A counter shared by several
 * processes would need an atomic addition. The interpreter's atomic addition kills the JVM if the file behind the
 * memory was cut short; a store does not.
 */
public final class ChangeMark {
  private static final long GOLDEN = 0x9e37_79b9_7f4a_7c15L;
  private static final AtomicLong NEXT = new AtomicLong(seed());

  private ChangeMark() {}

  private static long seed() {
    long seed = ProcessHandle.current().pid();
    seed = (seed ^ System.currentTimeMillis()) * GOLDEN;
    return (seed ^ (seed >>> 32) ^ System.nanoTime()) * GOLDEN;
  }

  /**
   * {@return a value that this process has never returned before, and that another process returns with a probability
   * of 1 in 2<sup>64</sup>}
   */
  public static long next() {
    return NEXT.addAndGet(GOLDEN);
  }
}
