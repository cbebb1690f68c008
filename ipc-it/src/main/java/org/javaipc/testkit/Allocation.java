package org.javaipc.testkit;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Counts what a thread allocates. */
final class Allocation {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Until the compiler has done what it does, on a busy machine, too. */
  private static final Duration LONGEST = Duration.ofSeconds(30);

  /** What a batch may allocate in all: a few objects of the JVM, and none per message. */
  static final long SOME = 4096;

  private Allocation() {}

  /** Repeats a batch until one allocates next to nothing; returns what each allocated, in bytes. */
  static List<Long> ofBatches(Step batch) throws Exception {
    List<Long> allocated = new ArrayList<>();
    long start = System.nanoTime();
    do {
      allocated.add(of(batch));
    } while (allocated.getLast() > SOME && System.nanoTime() - start < LONGEST.toNanos());
    return allocated;
  }

  private static long of(Step batch) throws Exception {
    long overhead = -THREADS.getCurrentThreadAllocatedBytes();
    overhead += THREADS.getCurrentThreadAllocatedBytes();
    long before = THREADS.getCurrentThreadAllocatedBytes();
    batch.run();
    return THREADS.getCurrentThreadAllocatedBytes() - before - overhead;
  }
}
