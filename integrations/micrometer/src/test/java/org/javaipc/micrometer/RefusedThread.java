package org.javaipc.micrometer;

import java.util.concurrent.atomic.AtomicInteger;
import org.javaipc.spi.Checkpoint;

/** The system has no thread for the meters at one instant. Found by {@code ServiceLoader}. */
public final class RefusedThread implements Checkpoint.Visitor {
  private static final AtomicInteger LEFT = new AtomicInteger();

  /** For the service loader. */
  public RefusedThread() {}

  /** Refuses so many threads that {@link Refresh} starts from now on. */
  static void refuse(int threads) {
    LEFT.set(threads);
  }

  /** {@return how many of these were not asked for yet} */
  static int left() {
    return LEFT.get();
  }

  @Override
  public void visit(Checkpoint checkpoint) {
    if (checkpoint == Checkpoint.THREAD_START
        && isOfMeters()
        && LEFT.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new OutOfMemoryError("unable to create native thread: a test has taken them all");
    }
  }

  private static boolean isOfMeters() {
    String refresh = Refresh.class.getName();
    return StackWalker.getInstance()
        .walk(frames -> frames.anyMatch(frame -> frame.getClassName().equals(refresh)));
  }
}
