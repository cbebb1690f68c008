package org.javaipc.testkit;

/** Hostile peers of {@code shm:}. */
class HostileShmPeerTest extends HostilePeerContract {
  @Override
  String scheme() {
    return "shm";
  }
}
