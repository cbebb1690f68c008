package org.javaipc.linux;

import java.lang.invoke.VarHandle;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.Membarrier;

/**
 * A memory fence on behalf of every process that uses it too: each registers when it loads this
 * class.
 */
final class ProcessFence {
  /** Whether {@link #heavy} reaches other processes; not where an old kernel or seccomp refuses. */
  static final boolean ASYMMETRIC =
      !Errno.failed(Membarrier.membarrier(Membarrier.MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED));

  private ProcessFence() {}

  /** A full fence of this thread, and of all threads of all registered processes if possible. */
  static void heavy() {
    if (!ASYMMETRIC) {
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
