package org.javaipc.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waiting for a condition, with a deadline. */
final class Eventually {
  private Eventually() {}

  static void until(String what, Duration patience, Callable<Boolean> condition) throws Exception {
    until(() -> what, patience, condition);
  }

  static void until(Callable<String> what, Duration patience, Callable<Boolean> condition)
      throws Exception {
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() - end >= 0) {
        throw new AssertionError(
            "not within " + patience + ": " + what.call() + "; " + Seed.describe());
      }
      Thread.sleep(1);
    }
  }
}
