package org.javaipc.testkit;

import java.util.Random;
import java.util.SplittableRandom;

/** Where everything random of a run comes from, so that a failure can be repeated. */
final class Seed {
  /** Of this run: {@code -Dipc.testkit.seed}, else a new one. */
  static final long OF_RUN = Long.getLong("ipc.testkit.seed", new Random().nextInt());

  private Seed() {}

  /** {@return a generator for one test, the same one in each run with the same seed} */
  static SplittableRandom randomFor(String test) {
    return new SplittableRandom(mix(OF_RUN ^ test.hashCode()));
  }

  /** {@return a number that has every bit of the given one in every bit} */
  static long mix(long number) {
    long z = (number + 0x9e3779b97f4a7c15L) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  static String describe() {
    return "-Dipc.testkit.seed=" + OF_RUN;
  }
}
