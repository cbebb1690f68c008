package org.javaipc.testkit;

/** What may have the names of files of a topic of {@code mmap:}. */
class HostileMmapTopicTest extends HostileTopicContract {
  @Override
  String scheme() {
    return "mmap";
  }
}
