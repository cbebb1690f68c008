package org.javaipc.testkit;

/** Hostile peers of {@code mmap:}. */
class HostileMmapPeerTest extends HostilePeerContract {
  @Override
  String scheme() {
    return "mmap";
  }
}
