package org.javaipc.linux.wait;

import java.lang.invoke.VarHandle;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.ipc.Membarrier;

/** A memory fence on behalf of every process that uses it too: each registers when it asks first. */
final class ProcessFence {
  private static final int UNKNOWN = 0;
  private static final int SYMMETRIC = 1;
  private static final int ASYMMETRIC = 2;

  private static volatile int kind = UNKNOWN;

  private ProcessFence() {}

  /**
   * {@return whether {@link #heavy} reaches other processes; not where an old kernel or seccomp refuses} The first
   * answer holds: ends rely on it as long as they live.
   */
  static boolean isAsymmetric() {
    int known = kind;
    return (known == UNKNOWN ? register() : known) == ASYMMETRIC;
  }

  private static synchronized int register() {
    if (kind == UNKNOWN) {
      int command = Membarrier.MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED;
      kind = Errno.failed(Membarrier.membarrier(command)) ? SYMMETRIC : ASYMMETRIC;
    }
    return kind;
  }

  /** A full fence of this thread, and of all threads of all registered processes if possible. */
  static void heavy() {
    if (!isAsymmetric()) {
      VarHandle.fullFence();
    } else if (Errno.failed(Membarrier.membarrier(Membarrier.MEMBARRIER_CMD_GLOBAL_EXPEDITED))) {
      slow();
    }
  }

  /** The expedited form needs a little memory; this one needs none and takes milliseconds. */
  private static void slow() {
    int returned = Membarrier.membarrier(Membarrier.MEMBARRIER_CMD_GLOBAL);
    if (Errno.failed(returned)) {
      throw new IllegalStateException("membarrier failed with " + Errno.name(-returned));
    }
  }
}
