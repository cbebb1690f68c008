package org.javaipc.testkit;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** Holds all descriptors that this process may still have. */
final class DescriptorEater {
  private final Deque<FileInputStream> eaten = new ArrayDeque<>();

  @SuppressWarnings("InfiniteLoopStatement") // until there is none
  void eat() {
    try {
      while (true) {
        eaten.push(new FileInputStream("/dev/null"));
      }
    } catch (IOException e) {
      // That was the last one.
    }
  }

  /** Gives them back by a thread of its own. */
  void spitLater(Duration pause) {
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            Thread.sleep(pause);
            while (!eaten.isEmpty()) {
              eaten.pop().close();
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }
}
