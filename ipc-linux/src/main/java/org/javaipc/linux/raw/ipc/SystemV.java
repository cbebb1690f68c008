package org.javaipc.linux.raw.ipc;

import static org.javaipc.linux.raw.Libc.field32;
import static org.javaipc.linux.raw.Libc.padding;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/**
 * sys/ipc.h: what segments, semaphore sets and queues of System V have in common.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/sysvipc.7.html">sysvipc(7)</a>
 */
public final class SystemV {
  public static final int IPC_PRIVATE = 0;
  public static final int IPC_CREAT = 01000;
  public static final int IPC_EXCL = 02000;
  public static final int IPC_NOWAIT = 04000;
  public static final int IPC_RMID = 0;
  public static final int IPC_SET = 1;
  public static final int IPC_STAT = 2;

  /** {@code struct ipc_perm}. */
  public static final StructLayout IPC_PERM =
      MemoryLayout.structLayout(
              field32("__key"),
              field32("uid"),
              field32("gid"),
              field32("cuid"),
              field32("cgid"),
              field32("mode"),
              padding(24))
          .withName("ipc_perm");

  private SystemV() {}
}
