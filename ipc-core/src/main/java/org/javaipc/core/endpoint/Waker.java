package org.javaipc.core.endpoint;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import org.javaipc.spi.Parker;

/**
 * The counterpart of {@link Waiter}: checks the word on which a peer sleeps, after each store that the peer may wait
 * for.
 *
 * <p>The word of a peer that has not slept for a while is {@code AWAKE}: no fence here, and the peer issues a heavy one
 * before it sleeps. The word of a peer that has slept recently is {@code SLEPT_RECENTLY}: a fence here, and a light one
 * there. Which is cheaper depends on how often the peer sleeps, so a peer that has done much without sleeping resets
 * its word.
 */
public final class Waker {
  private final MemorySegment region;
  private final long word;
  private final RegionFields fields;
  private final Parker parker;

  /**
   * Checks one word.
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
   * {@return whether the peer sleeps} The caller has stored what the peer may wait for, and has issued a {@link
   * EndGuard#lightFence}.
   */
  public boolean isDue() {
    int state = fields.getIntOpaque(word);
    return state != SleepWord.AWAKE && (state != SleepWord.SLEPT_RECENTLY || isDueAfterFence());
  }

  /** {@return whether the peer has not slept for a while, so that no fence is needed for it} */
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
