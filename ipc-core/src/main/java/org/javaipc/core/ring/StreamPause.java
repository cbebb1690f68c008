package org.javaipc.core.ring;

/**
 * Keeps a receiver from looking again too soon while messages stream. The next look goes to the cache line that the
 * sender is about to write: it takes the line away from the sender's processor, and the message then crosses
 * between the processors once more than it must. A receiver that lets a batch build up first spares that.
 *
 * <p>Messages that come one by one never wait. The pause begins after two batches in a row that ended with an empty
 * ring, and ends with the first look that finds one message or none. It counts from that empty look, so a thread
 * that has done something else meanwhile does not wait either.
 */
final class StreamPause {
  /** Some round trips of a cache line between two processors. */
  private static final long NANOS = 500;

  private static final int BATCHES_OF_STREAM = 2;

  private int batches;
  private boolean due;
  private long emptyAt;

  /** {@return whether messages stream, and the last look has left none} */
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
   * Notes what a look has found.
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
