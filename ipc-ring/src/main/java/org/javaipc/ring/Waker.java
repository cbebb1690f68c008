package org.javaipc.ring;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import org.javaipc.spi.Parker;

/**
 * The other side of {@link Waiter}: one end's look at the word on which a peer sleeps, after each store that the
 * peer may wait for. For one thread.
 *
 * <p>The word of a peer that has not slept for long is {@code AWAKE}: no fence here, and the peer makes a heavy one
 * before it sleeps. One that has slept is {@code DROWSY}: a fence here, and a light one there. Which of the two is
 * dear depends on how often it sleeps, so who has fenced many times for a peer that did not sleep sets it back.
 */
final class Waker {
  /** So many full fences cost about as much as a heavy one, which interrupts another processor. */
  static final int FENCES_FOR_NOTHING = 256;

  private final MemorySegment region;
  private final long word;
  private final Parker parker;
  private int forNothing;

  /**
   * Looks at one word.
   *
   * @param region that holds the word
   * @param word its offset
   * @param parker where its owner sleeps
   */
  Waker(MemorySegment region, long word, Parker parker) {
    this.region = region;
    this.word = word;
    this.parker = parker;
  }

  /**
   * {@return whether the peer sleeps, or has gone} The caller has stored what the peer may wait for, and has made a
   * {@link EndGuard#lightFence}.
   */
  boolean isDue() {
    int state = Fields.getIntOpaque(region, word);
    return state != RingDescriptor.AWAKE && (state != RingDescriptor.DROWSY || isDueAfterFence());
  }

  private boolean isDueAfterFence() {
    VarHandle.fullFence();
    if (Fields.getIntOpaque(region, word) != RingDescriptor.DROWSY) {
      return true;
    }
    if (++forNothing == FENCES_FOR_NOTHING) {
      forNothing = 0;
      Fields.compareAndSetInt(region, word, RingDescriptor.DROWSY, RingDescriptor.AWAKE);
    }
    return false;
  }

  /** Wakes the peer, if it sleeps. */
  void wake() {
    forNothing = 0;
    Waiter.wake(region, word, parker);
  }
}
