package org.javaipc.cli.process;

import java.io.IOException;
import java.time.Duration;
import org.javaipc.IpcException;
import org.javaipc.NoSuchProcessException;
import org.javaipc.process.Child;
import org.javaipc.signal.Signal;
import org.javaipc.signal.Signals;

/** The processes of the group that a child leads: it and those that it has started, as long as they stay in it. */
record ChildGroup(Child leader) {
  private static final long PAUSE_MILLIS = 20;

  /** Asks all to end, and kills those that have not after a while. */
  void end(Duration grace) throws IOException, InterruptedException {
    boolean there = signal(Signal.of("TERM"));
    long end = System.nanoTime() + grace.toNanos();
    while (there && System.nanoTime() - end < 0) {
      Thread.sleep(PAUSE_MILLIS);
      there = ProcessStat.isAnyRunning(number());
    }
    if (there) {
      signal(Signal.of("KILL"));
    }
    leader.waitFor();
  }

  private int number() {
    return Math.toIntExact(leader.pid());
  }

  /** {@return whether there is anybody} The number is the group's own as long as one is in it, also a zombie. */
  private boolean signal(Signal signal) throws IpcException {
    try {
      Signals.killGroup(number(), signal);
      return true;
    } catch (NoSuchProcessException e) {
      return false;
    }
  }
}
