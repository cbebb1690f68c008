package org.javaipc.spi;

/**
 * Sleeps on a 32-bit word of a {@link SharedRegion}, and wakes sleepers, across processes.
 *
 * <p>The protocol is Dekker's: the sleeper stores its word, then checks its condition once more; the waker makes the
 * condition true, then reads the word. One of the two must see the other's store. Either both issue a full fence in
 * between, or the sleeper issues a {@link #heavyFence} and, if that orders the memory accesses of all processes ({@link
 * #isAsymmetric}), the waker issues none.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/futex.2.html">futex(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/membarrier.2.html">membarrier(2)</a>
 */
public interface Parker {
  /**
   * {@return whether {@link #heavyFence} of one process orders the memory accesses of every process that shares the
   * region, so that wakers need no fence}
   */
  boolean isAsymmetric();

  /**
   * A full memory fence of the calling thread and, if {@link #isAsymmetric}, of every other thread
   * of this and the peer processes.
   */
  void heavyFence();

  /**
   * Sleeps while the word equals {@code expected}, until {@link #unpark} is called, the time is over, the thread is
   * interrupted (its interrupt status stays set), or the region is closed. It may also return for no reason, so the
   * caller must check its condition again. It blocks a platform thread.
   *
   * @param offset of the word in bytes, a multiple of 4
   * @param expected value at which to sleep
   * @param nanos longest time to sleep, in nanoseconds, greater than 0
   */
  void park(long offset, int expected, long nanos);

  /**
   * Wakes all threads that sleep on the word, in every process.
   *
   * @param offset of the word in bytes, a multiple of 4
   */
  void unpark(long offset);
}
