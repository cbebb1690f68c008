package org.javaipc.linux.wait;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.LockSupport;
import org.javaipc.spi.MemoryFault;

/** A virtual thread that sleeps on a word; a {@link FutexReactor} waits in the kernel for it. */
final class VirtualSleeper {
  private static final long FIRST_PAUSE = 50_000;
  private static final long LONGEST_PAUSE = 1_000_000;

  private final Thread thread = Thread.currentThread();
  private final MemorySegment memory;
  private final long offset;
  private final int expected;
  private volatile boolean woken;
  private boolean looking;

  /**
   * Is about to put the calling thread to sleep.
   *
   * @param memory that has the word; stays mapped until the reactor has forgotten the sleeper
   * @param offset of the word in bytes
   * @param expected value at which to sleep
   */
  VirtualSleeper(MemorySegment memory, long offset, int expected) {
    this.memory = memory;
    this.offset = offset;
    this.expected = expected;
  }

  /** {@return the word's address, for the kernel} */
  long address() {
    return memory.address() + offset;
  }

  int expected() {
    return expected;
  }

  /**
   * Resets it, so that no reactor waits for the word on its behalf. Called by the sleeper's own thread before it
   * sleeps.
   */
  void looksItself() {
    looking = true;
  }

  /** Sleeps until it is woken, the time is over, or the thread is interrupted. */
  void sleep(long nanos) {
    if (looking) {
      sleepInSlices(nanos);
      return;
    }
    long start = System.nanoTime();
    long left = nanos;
    while (!woken && left > 0 && !thread.isInterrupted()) {
      LockSupport.parkNanos(this, left);
      left = nanos - (System.nanoTime() - start);
    }
  }

  /** Sleeps likewise, but polls the word itself: for an old kernel. */
  void sleepInSlices(long nanos) {
    long start = System.nanoTime();
    for (long pause = FIRST_PAUSE;
        !woken && !isDue() && !thread.isInterrupted() && System.nanoTime() - start < nanos;
        pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      LockSupport.parkNanos(this, pause);
    }
  }

  /** {@return whether the word has changed, or cannot be read any more} */
  boolean isDue() {
    try (MemoryFault.SETTLED) {
      return (int) FutexParker.WORD.getVolatile(memory, offset) != expected;
    } catch (InternalError e) {
      return true; // the file was cut short; the sleeper finds out
    }
  }

  /** Ends the sleep, also one that is about to begin. */
  void wake() {
    woken = true;
    LockSupport.unpark(thread);
  }
}
