package org.javaipc.mmap;

import org.javaipc.Ipc;
import org.javaipc.TopicPublisher;

/** Publishes numbers to a log until it is stopped. */
public final class PublisherProcess {
  private PublisherProcess() {}

  /** Takes the address. */
  public static void main(String[] args) throws Exception {
    try (TopicPublisher publisher = Ipc.publisher(args[0])) {
      for (int i = 0; ; i++) {
        publisher.publish("m" + i);
      }
    }
  }
}
