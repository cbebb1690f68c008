package org.javaipc.testkit;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.javaipc.spi.Checkpoint;
import org.jspecify.annotations.Nullable;

/**
 * Stops the thread that passes a checkpoint for the n-th time, for good: the process says that it is
 * there, and waits to be killed. Found by {@code ServiceLoader} in a process that was started with
 * {@code -Dipc.checkpoints}.
 */
public final class StopAtCheckpoint implements Checkpoint.Visitor {
  private static final AtomicInteger LEFT = new AtomicInteger();
  private static volatile @Nullable Checkpoint target;

  /** For the service loader. */
  public StopAtCheckpoint() {}

  /** Stops at the n-th pass of a checkpoint from now on. */
  static void arm(Checkpoint checkpoint, int pass) {
    LEFT.set(pass);
    target = checkpoint;
  }

  @Override
  @SuppressWarnings("SystemOut") // the answers of a peer
  public void visit(Checkpoint checkpoint) {
    if (checkpoint == target && LEFT.decrementAndGet() == 0) {
      System.out.println("at " + checkpoint);
      while (true) {
        LockSupport.park();
      }
    }
  }
}
