package org.javaipc.bench;

import java.util.Arrays;
import org.javaipc.Ipc;
import org.javaipc.Listener;
import org.javaipc.Notifier;

/**
 * Round trips of an event between two processes: {@code EventPing pong SCHEME OPTIONS} in one, {@code
 * EventPing ping SCHEME OPTIONS ROUNDS WARMUP} in the other. {@code semop.c} does the same in C.
 */
public final class EventPing {
  private EventPing() {}

  /** Runs one side. */
  public static void main(String[] args) throws Exception {
    String there = args[1] + ":event-ping?" + args[2];
    String back = args[1] + ":event-pong?" + args[2];
    if (args[0].equals("pong")) {
      pong(there, back);
    } else {
      ping(there, back, Integer.parseInt(args[3]), Integer.parseInt(args[4]));
    }
  }

  private static void pong(String there, String back) throws Exception {
    try (Listener listener = Ipc.listener(there);
        Notifier notifier = Ipc.notifier(back)) {
      while (true) {
        if ((listener.await() & Notifier.bit(1)) != 0) {
          return;
        }
        notifier.signal(0);
      }
    }
  }

  @SuppressWarnings("SystemOut") // the result
  private static void ping(String there, String back, int rounds, int warmup) throws Exception {
    long[] times = new long[rounds];
    try (Listener listener = Ipc.listener(back);
        Notifier notifier = Ipc.notifier(there)) {
      for (int i = -warmup; i < rounds; i++) {
        long start = System.nanoTime();
        notifier.signal(0);
        listener.await();
        if (i >= 0) {
          times[i] = System.nanoTime() - start;
        }
      }
      notifier.signal(1);
    }
    Arrays.sort(times);
    System.out.printf(
        "%s: p50Ns=%d p99Ns=%d maxNs=%d%n",
        there, times[rounds / 2], times[rounds / 100 * 99], times[rounds - 1]);
  }
}
