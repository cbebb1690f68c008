package org.javaipc.cli.io;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A wait of the thread that makes this, which ends with an interrupt if the process is to end; held
 * by {@link Cleanup}, so that what the wait has made is undone first.
 */
public final class InterruptibleWait implements AutoCloseable {
  private static final long LONGEST_SECONDS = 5;

  private final Thread thread = Thread.currentThread();
  private final CountDownLatch over = new CountDownLatch(1);

  /** Begins the wait. */
  public InterruptibleWait() {}

  /** Says that the wait has ended, and that what it has made is closed, or held in its turn. */
  public void isOver() {
    over.countDown();
  }

  /** Ends the wait. */
  @Override
  public void close() {
    if (over.getCount() > 0) {
      thread.interrupt();
      awaitOver();
    }
  }

  private void awaitOver() {
    try {
      boolean _ = over.await(LONGEST_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
