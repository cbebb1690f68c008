package org.javaipc.core.endpoint;

/** The values of a word on which one side of a channel sleeps and by which the other side wakes it. */
public final class SleepWord {
  /** The side is awake, and makes a heavy fence before it sleeps. */
  public static final int AWAKE = 0;

  /** The side sleeps, or is about to. */
  public static final int ASLEEP = 1;

  /** The side is awake and may sleep at any time, so a waker fences first. */
  static final int SLEPT_RECENTLY = 3;

  private SleepWord() {}
}
