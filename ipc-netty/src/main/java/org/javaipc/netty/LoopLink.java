package org.javaipc.netty;

/** A channel's registration with its event loop. */
sealed interface LoopLink permits LoopRegistration, ForeignLoopLink {
  /** The channel has something to do, so the loop polls it. Called on the loop's thread. */
  void activate();

  /** What the channel waited for may have happened. Called on any thread. */
  void wake();

  /** Leaves the loop. */
  void leave();
}
