package org.javaipc.bench.topic;

import java.util.SplittableRandom;

/** When the machine stopped this thread between two looks: a host does so to a virtual machine. */
final class MachineStops {
  /** Nanoseconds between two looks, on average: ten times what a look takes, so that most stops come between two. */
  static final long BETWEEN = 500;

  /** What takes longer than so many nanoseconds between two looks at the clock is a stop. */
  static final long SHORTEST = 5_000;

  private final long between;

  /** Repeats itself, so that all contenders have the same looks. */
  private final SplittableRandom random = new SplittableRandom(1);

  private long now;
  private long end;

  /**
   * Notices stops.
   *
   * @param between nanoseconds to wait between two looks; 0 if none is to be noticed
   */
  MachineStops(long between) {
    this.between = between;
  }

  long begin() {
    now = System.nanoTime();
    end = now;
    return now;
  }

  /**
   * Waits, and notes a stop. The time varies by half, since looks at a fixed distance keep step with messages at a fixed
   * rate, and find each of them equally late.
   */
  long await() {
    now = System.nanoTime();
    long until = now + (between == 0 ? 0 : random.nextLong(between / 2, between + between / 2));
    while (now < until) {
      Thread.onSpinWait();
      long next = System.nanoTime();
      if (next - now > SHORTEST) {
        end = next;
      }
      now = next;
    }
    return now;
  }

  /** {@return whether what was due then came while this thread stood still, or before} */
  boolean hit(long due) {
    return due - end <= 0;
  }
}
