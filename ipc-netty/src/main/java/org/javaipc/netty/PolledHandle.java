package org.javaipc.netty;

import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoRegistration;

/** What a channel is to its event loop, on whose thread all of this runs. */
interface PolledHandle extends IoHandle {
  /** Does what can be done without waiting; {@return whether anything was}. */
  boolean poll();

  /** {@return whether something is wanted for which nobody waits yet} */
  boolean isWanting();

  /** Has a {@link Watch} wait for each thing that is wanted; it wakes the loop. */
  void arm();

  /** Closes the channel. */
  @Override
  void close();

  /** Nothing comes here: the loop polls. */
  @Override
  default void handle(IoRegistration registration, IoEvent event) {}
}
