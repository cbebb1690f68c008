package org.javaipc.objects;

import java.util.concurrent.atomic.AtomicInteger;
import org.javaipc.spi.Checkpoint;

/**
 * A system that has no thread left when a class of the library wants one. Found by {@code ServiceLoader} in a process that was
 * started with {@code -Dipc.checkpoints}.
 */
public final class NoThreads implements Checkpoint.Visitor {
  private static final AtomicInteger LEFT = new AtomicInteger();
  private static volatile String starter = "";

  /** For the service loader. */
  public NoThreads() {}

  /** Refuses so many threads, from now on, that a class of that name starts. */
  static void refuse(String className, int threads) {
    starter = className;
    LEFT.set(threads);
  }

  /** {@return how many of those that are to be refused were not asked for yet} */
  static int left() {
    return LEFT.get();
  }

  @Override
  public void visit(Checkpoint checkpoint) {
    if (checkpoint == Checkpoint.THREAD_START
        && LEFT.get() > 0
        && isStartedBy(starter)
        && LEFT.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new OutOfMemoryError("unable to create native thread: a test has taken them all");
    }
  }

  private static boolean isStartedBy(String className) {
    return StackWalker.getInstance()
        .walk(frames -> frames.anyMatch(frame -> frame.getClassName().equals(className)));
  }
}
