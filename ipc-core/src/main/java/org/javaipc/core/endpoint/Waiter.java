package org.javaipc.core.endpoint;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import org.javaipc.WaitStrategy;
import org.javaipc.spi.ArgumentChecks;
import org.javaipc.spi.Parker;

/**
 * How one end waits, on one sleep word of the region.
 *
 * <pre>{@code
 * waiter.begin(nanos);
 * try {
 *   while (!condition()) {
 *     if (!waiter.pause()) {
 *       return false; // the time is over
 *     }
 *   }
 * } finally {
 *   waiter.end();
 * }
 * }</pre>
 *
 * <p>The first pause before a sleep only announces it, and lets the caller check once more; the next pause sleeps. The
 * thread that makes the condition true reads the word after that ({@link
 * #wake}). One of the two sees the other, as {@link Parker} says.
 *
 * <p>The word knows stores only. Its owner alone stores {@code ASLEEP} and {@code AWAKE}; a waker that has read {@code
 * ASLEEP} stores {@code SLEPT_RECENTLY}, and makes the call that wakes after each such store. One that comes late, over a later
 * {@code ASLEEP}, wakes the owner for nothing. Which fence the owner makes rests on what it has stored itself, not on
 * what it reads.
 */
public final class Waiter {
  /** Waits without end. */
  public static final long FOREVER = Long.MAX_VALUE;

  /** How long {@link WaitStrategy#ADAPTIVE} spins before it sleeps: about what a wake-up costs. */
  private static final long SPIN_NANOS = 20_000;

  /** So many full fences of wakers cost about as much as a heavy one, which interrupts another processor. */
  static final int FENCES_FOR_NOTHING = 256;

  /** How often the clock and the interrupt status are looked at: once in so many pauses. */
  private static final int CHECK_INTERVAL = 64;

  private final MemorySegment region;
  private final long word;
  private final Parker parker;
  private final WaitStrategy strategy;

  private long begin;
  private long timeout;
  private int pauses;
  private boolean spun;
  private boolean declared;

  /** Whether a heavy fence was made since {@code AWAKE} was stored, so that every waker fences. */
  private boolean drowsy;

  private int wakeful;

  /**
   * Waits on one word.
   *
   * @param region that holds the word
   * @param word its offset
   * @param parker where to sleep
   * @param strategy how to wait
   */
  public Waiter(MemorySegment region, long word, Parker parker, WaitStrategy strategy) {
    this.region = region;
    this.word = word;
    this.parker = parker;
    this.strategy = strategy;
  }

  /** {@return a time to wait in nanoseconds, as {@link #begin} accepts it} */
  public static long nanos(Duration timeout) {
    return ArgumentChecks.nanos(timeout);
  }

  /** Begins to wait for at most {@code nanos}, or {@link #FOREVER}. */
  public void begin(long nanos) {
    timeout = nanos;
    begin = System.nanoTime();
    pauses = 0;
    spun = strategy == WaitStrategy.PARK;
  }

  /** {@return false if the time is over; otherwise it is time to look again} */
  public boolean pause() throws InterruptedException {
    return pause(FOREVER);
  }

  /**
   * {@return false if the time is over; otherwise it is time to look again}
   *
   * @param longestSleep in nanoseconds, if this pause sleeps
   */
  public boolean pause(long longestSleep) throws InterruptedException {
    return switch (strategy) {
      case SPIN -> spin();
      case YIELD -> yieldOnce();
      case PARK, ADAPTIVE -> spun ? declareOrSleep(longestSleep) : spinBriefly();
    };
  }

  private boolean spin() throws InterruptedException {
    Thread.onSpinWait();
    return ++pauses % CHECK_INTERVAL != 0 || remaining() > 0;
  }

  @SuppressWarnings("ThreadPriorityCheck") // this is what the strategy asks for
  private boolean yieldOnce() throws InterruptedException {
    Thread.yield();
    return remaining() > 0;
  }

  private boolean spinBriefly() throws InterruptedException {
    if (++pauses % CHECK_INTERVAL == 0) {
      spun = System.nanoTime() - begin > SPIN_NANOS;
      return remaining() > 0;
    }
    Thread.onSpinWait();
    return true;
  }

  private boolean declareOrSleep(long longestSleep) throws InterruptedException {
    if (!declared) {
      if (remaining() <= 0) {
        return false;
      }
      declare();
      return true;
    }
    long nanos = remaining();
    if (nanos > 0) {
      parker.park(word, SleepWord.ASLEEP, Math.min(nanos, longestSleep));
    }
    end();
    return remaining() > 0;
  }

  /** Announces the sleep, with one fence by each end or a heavy one by this end only ({@link Waker}). */
  private void declare() {
    declared = true;
    wakeful = 0;
    Fields.putIntVolatile(region, word, SleepWord.ASLEEP);
    if (drowsy) {
      VarHandle.fullFence();
    } else {
      parker.heavyFence();
      drowsy = true;
    }
  }

  private long remaining() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    return timeout == FOREVER ? FOREVER : timeout - (System.nanoTime() - begin);
  }

  /** Ends the wait: revokes the announcement that this end is about to sleep. */
  public void end() {
    if (declared) {
      declared = false;
      Fields.putIntVolatile(region, word, SleepWord.SLEPT_RECENTLY);
    }
  }

  /** Counts what the end did without sleeping; after enough of it, its wakers need not fence any more. */
  public void stayedAwake(int times) {
    if (drowsy && (wakeful += times) >= FENCES_FOR_NOTHING) {
      drowsy = false;
      Fields.putIntVolatile(region, word, SleepWord.AWAKE);
    }
  }

  /**
   * Wakes the end that sleeps on a word, if it does. The caller has stored what that end waits for, and fenced.
   */
  public static void wake(MemorySegment region, long word, Parker parker) {
    if (rouse(region, word)) {
      parker.unpark(word);
    }
  }

  /**
   * {@return whether the word said that its end sleeps} If so, the word is reset, and the caller has to wake that end.
   */
  public static boolean rouse(MemorySegment region, long word) {
    boolean asleep = Fields.getIntVolatile(region, word) == SleepWord.ASLEEP;
    if (asleep) {
      Fields.putIntVolatile(region, word, SleepWord.SLEPT_RECENTLY);
    }
    return asleep;
  }
}
