package org.javaipc.ring;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.javaipc.WaitStrategy;
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
 * <p>Before it sleeps, a pause only declares that it is about to, and lets the caller look once
 * more; the next one sleeps. Whoever makes the condition true looks at the word after that ({@link
 * #wake}). One of the two sees the other, as {@link Parker} says.
 */
final class Waiter {
  /** Waits without end. */
  static final long FOREVER = Long.MAX_VALUE;

  /** How long {@link WaitStrategy#ADAPTIVE} spins before it sleeps: about what a wake-up costs. */
  private static final long SPIN_NANOS = 20_000;

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

  /**
   * Waits on one word.
   *
   * @param region that holds the word
   * @param word its offset
   * @param parker where to sleep
   * @param strategy how to wait
   */
  Waiter(MemorySegment region, long word, Parker parker, WaitStrategy strategy) {
    this.region = region;
    this.word = word;
    this.parker = parker;
    this.strategy = strategy;
  }

  /** {@return a time to wait in nanoseconds, as {@link #begin} takes it} */
  static long nanos(Duration timeout) {
    return Math.max(0, TimeUnit.NANOSECONDS.convert(timeout));
  }

  /** Begins to wait for at most {@code nanos}, or {@link #FOREVER}. */
  void begin(long nanos) {
    timeout = nanos;
    begin = System.nanoTime();
    pauses = 0;
    spun = strategy == WaitStrategy.PARK;
  }

  /** {@return false if the time is over; otherwise it is time to look again} */
  boolean pause() throws InterruptedException {
    return switch (strategy) {
      case SPIN -> spin();
      case YIELD -> yieldOnce();
      case PARK, ADAPTIVE -> spun ? declareOrSleep() : spinBriefly();
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

  private boolean declareOrSleep() throws InterruptedException {
    if (!declared) {
      if (remaining() <= 0) {
        return false;
      }
      declare();
      return true;
    }
    long nanos = remaining();
    if (nanos > 0) {
      parker.park(word, RingDescriptor.ASLEEP, nanos);
    }
    end();
    return remaining() > 0;
  }

  /** With one fence by both sides, or with a heavy one of this side alone ({@link Waker}). */
  private void declare() {
    declared = true;
    if (Fields.getAndSetInt(region, word, RingDescriptor.ASLEEP) == RingDescriptor.DROWSY) {
      VarHandle.fullFence();
    } else {
      parker.heavyFence();
    }
  }

  private long remaining() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    return timeout == FOREVER ? FOREVER : timeout - (System.nanoTime() - begin);
  }

  /** Ends the wait: takes back that this end is about to sleep. */
  void end() {
    if (declared) {
      declared = false;
      Fields.compareAndSetInt(region, word, RingDescriptor.ASLEEP, RingDescriptor.DROWSY);
    }
  }

  /**
   * Wakes the side that sleeps on a word, if it does. The caller has stored what that side waits
   * for and fenced.
   */
  static void wake(MemorySegment region, long word, Parker parker) {
    if (Fields.compareAndSetInt(region, word, RingDescriptor.ASLEEP, RingDescriptor.DROWSY)) {
      parker.unpark(word);
    }
  }
}
