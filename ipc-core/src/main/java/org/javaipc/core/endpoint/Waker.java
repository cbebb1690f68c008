package org.javaipc.core.endpoint;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import org.javaipc.spi.Parker;

/**
 * The other side of {@link Waiter}: one end's look at the word on which a peer sleeps, after each store that the
 * peer may wait for.
 *
 * <p>The word of a peer that has not slept for long is {@code AWAKE}: no fence here, and the peer makes a heavy one
 * before it sleeps. One that has slept is {@code SLEPT_RECENTLY}: a fence here, and a light one there. Which of the two is
 * dear depends on how often it sleeps, so a peer that has done much without a sleep sets it back.
 */
public final class Waker {
  private final MemorySegment region;
  private final long word;
  private final RegionFields fields;
  private final Parker parker;

  /**
   * Looks at one word.
   *
   * @param region that holds the word
   * @param word its offset
   * @param parker where its owner sleeps
   */
  public Waker(MemorySegment region, long word, Parker parker) {
    this.region = region;
    this.word = word;
    this.fields = new RegionFields(region);
    this.parker = parker;
  }

  /**
   * {@return whether the peer sleeps} The caller has stored what the peer may wait for, and has made a {@link
   * EndGuard#lightFence}.
   */
  public boolean isDue() {
    int state = fields.getIntOpaque(word);
    return state != SleepWord.AWAKE && (state != SleepWord.SLEPT_RECENTLY || isDueAfterFence());
  }

  /** {@return whether the peer has not slept for long, so that nobody has to fence for it} */
  public boolean isAwake() {
    return fields.getIntOpaque(word) == SleepWord.AWAKE;
  }

  private boolean isDueAfterFence() {
    VarHandle.fullFence();
    return Fields.getIntOpaque(region, word) == SleepWord.ASLEEP;
  }

  /** Wakes the peer, if it sleeps. */
  public void wake() {
    Waiter.wake(region, word, parker);
  }
}
