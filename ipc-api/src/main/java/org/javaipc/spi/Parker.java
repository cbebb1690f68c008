package org.javaipc.spi;

/**
 * Sleeping on, and waking at, a 32-bit word of a {@link SharedRegion}, across processes.
 *
 * <p>The protocol is Dekker's: the sleeper stores its word, then looks once more at what it waits
 * for; the waker stores what is waited for, then looks at the word. One of the two must see the
 * other's store. Either both make a full fence in between, or the sleeper makes a {@link #heavyFence}
 * and, if that orders the memory accesses of all processes ({@link #isAsymmetric}), the waker none.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/futex.2.html">futex(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/membarrier.2.html">membarrier(2)</a>
 */
public interface Parker {
  /**
   * {@return whether {@link #heavyFence} of one process orders the memory accesses of every process
   * that shares the region, so that wakers can do without a fence}
   */
  boolean isAsymmetric();

  /**
   * A full memory fence of the calling thread and, if {@link #isAsymmetric}, of every other thread
   * of this and the peer processes.
   */
  void heavyFence();

  /**
   * Sleeps while the word equals {@code expected}: until {@link #unpark}, the time is over, the
   * thread is interrupted (its interrupt status stays set), the region is closed, or for no reason.
   * The caller looks again at what it waits for. It holds a platform thread.
   *
   * @param offset of the word in bytes, a multiple of 4
   * @param expected value at which to sleep
   * @param nanos longest time to sleep, in nanoseconds, greater than 0
   */
  void park(long offset, int expected, long nanos);

  /**
   * Wakes all that sleep on the word, in every process.
   *
   * @param offset of the word in bytes, a multiple of 4
   */
  void unpark(long offset);
}
