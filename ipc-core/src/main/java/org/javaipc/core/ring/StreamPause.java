package org.javaipc.core.ring;

/**
 * Keeps a receiver from polling again too soon while messages stream. The next poll reads the cache line that the
 * sender is about to write. It takes the line away from the sender's processor, and the line then crosses between the
 * processors once more than necessary. A receiver that lets a batch build up first avoids that.
 *
 * <p>Messages that arrive one by one never wait. The pause begins after two consecutive batches that ended with an
 * empty ring, and ends with the first poll that finds one message or none. It counts from that empty poll, so a thread
 * that has done something else meanwhile does not wait either.
 */
final class StreamPause {
  /** A few round trips of a cache line between two processors. */
  private static final long NANOS = 500;

  private static final int BATCHES_OF_STREAM = 2;

  private int batches;
  private boolean due;
  private long emptyAt;

  /** {@return whether messages stream, and the last poll has left none} */
  boolean isDue() {
    return due;
  }

  /** Waits, if messages stream and the ring was empty just now. */
  void await() {
    if (due) {
      while (System.nanoTime() - emptyAt < NANOS) {
        Thread.onSpinWait();
      }
    }
  }

  /**
   * Records what a poll has found.
   *
   * @param taken messages
   * @param limit of them; fewer were taken only if there were no more
   */
  void found(int taken, int limit) {
    due = false;
    if (taken <= 1) {
      batches = 0;
    } else if (taken < limit) {
      batches++;
      due = batches >= BATCHES_OF_STREAM;
      emptyAt = due ? System.nanoTime() : 0;
    }
  }
}
