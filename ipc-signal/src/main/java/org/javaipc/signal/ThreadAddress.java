package org.javaipc.signal;

import org.javaipc.linux.signal.ThreadSignals;

/**
 * A thread that signals can be sent to.
 *
 * @param pid of its process
 * @param tid of the thread, as {@code ls /proc/PID/task} shows it
 */
public record ThreadAddress(int pid, int tid) {
  /** Checks. */
  public ThreadAddress {
    if (pid <= 0 || tid <= 0) {
      throw new IllegalArgumentException("pid=%d tid=%d are not over 0".formatted(pid, tid));
    }
  }

  /**
   * {@return the calling platform thread}
   *
   * @throws IllegalStateException on a virtual thread
   */
  public static ThreadAddress current() {
    SignalMask.requirePlatformThread();
    return new ThreadAddress(ThreadSignals.processId(), ThreadSignals.id());
  }
}
