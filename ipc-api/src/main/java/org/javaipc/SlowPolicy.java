package org.javaipc;

/** What a publisher does about a subscription that falls behind: the option {@code slow} of a topic. */
public enum SlowPolicy {
  /** It waits for the subscription, for as long as {@code patience} says: nothing is lost. */
  WAIT,
  /** It goes on; the subscription misses messages and is told how many. */
  DROP,
  /** It goes on; the subscription gets {@link TooSlowException}. */
  DISCONNECT
}
