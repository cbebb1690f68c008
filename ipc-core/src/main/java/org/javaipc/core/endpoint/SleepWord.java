package org.javaipc.core.endpoint;

/** The values of a word on which one end of a channel sleeps and by which its peer wakes it. */
public final class SleepWord {
  /** The end is awake, and issues a heavy fence before it sleeps. */
  public static final int AWAKE = 0;

  /** The end sleeps, or is about to. */
  public static final int ASLEEP = 1;

  /** The end is awake and may sleep at any time, so a waker fences first. */
  static final int SLEPT_RECENTLY = 3;

  private SleepWord() {}
}
