package org.javaipc.socket;

/** Who keeps the door of a server. */
enum Door {
  NETTY,
  THREAD;

  Doorkeeper.Way way() {
    return this == NETTY ? NettyDoorkeeper::new : ThreadDoorkeeper::new;
  }
}
