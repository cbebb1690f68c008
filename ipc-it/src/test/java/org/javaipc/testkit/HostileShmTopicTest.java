package org.javaipc.testkit;

/** What may have the names of files of a topic of {@code shm:}. */
class HostileShmTopicTest extends HostileTopicContract {
  @Override
  String scheme() {
    return "shm";
  }
}
