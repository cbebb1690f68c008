package org.javaipc.netty;

import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoRegistration;

/** A channel as its event loop sees it. All methods run on the loop's thread. */
interface PolledHandle extends IoHandle {
  /** Does everything that is possible without waiting; {@return whether anything was done}. */
  boolean poll();

  /** {@return whether something is wanted for which no watch waits yet} */
  boolean isWanting();

  /** Makes a {@link Watch} wait for each thing that is wanted; it wakes the loop. */
  void arm();

  /** Closes the channel. */
  @Override
  void close();

  /** Never called: the loop polls. */
  @Override
  default void handle(IoRegistration registration, IoEvent event) {}
}
