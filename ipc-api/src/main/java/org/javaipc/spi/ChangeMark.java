package org.javaipc.spi;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Values for a word in shared memory that has to differ after each change, by any process. A counter of several
 * processes would need an atomic addition, and that of an interpreter kills the JVM where the file behind the memory
 * was cut short; a store does not.
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
   * {@return a value that this process never returned before, and that another one returns with a chance of 1 in
   * 2<sup>64</sup>}
   */
  public static long next() {
    return NEXT.addAndGet(GOLDEN);
  }
}
