package org.javaipc.netty;

/** The place that a channel has at its event loop. */
sealed interface LoopLink permits LoopRegistration, ForeignLoopLink {
  /** The channel wants something: the loop polls it. On the loop's thread. */
  void activate();

  /** What the channel waited for may be there. On any thread. */
  void wake();

  /** Leaves the loop. */
  void leave();
}
