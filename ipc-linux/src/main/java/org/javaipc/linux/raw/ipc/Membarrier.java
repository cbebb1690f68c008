package org.javaipc.linux.raw.ipc;

import org.javaipc.linux.raw.Architecture;
import org.javaipc.linux.raw.Syscall;

/**
 * linux/membarrier.h: a memory barrier on other threads' behalf.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/membarrier.2.html">membarrier(2)</a>
 */
public final class Membarrier {
  public static final int MEMBARRIER_CMD_GLOBAL = 1;
  public static final int MEMBARRIER_CMD_GLOBAL_EXPEDITED = 2;
  public static final int MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED = 4;

  private Membarrier() {}

  /** syscall(SYS_membarrier, cmd, 0, 0). */
  public static int membarrier(int cmd) {
    return (int) Syscall.call(Architecture.current().SYS_membarrier(), cmd, 0, 0, 0, 0);
  }
}
