package org.javaipc.linux.raw;

import java.lang.invoke.MethodHandle;

/**
 * sys/shm.h: System V shared memory.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/sysvipc.7.html">sysvipc(7)</a>
 */
public final class Shm {
  public static final int IPC_PRIVATE = 0;
  public static final int IPC_CREAT = 01000;
  public static final int IPC_RMID = 0;
  public static final int SHM_RDONLY = 010000;

  private Shm() {}

  /** int shmget(key_t key, size_t size, int shmflg). */
  public static int shmget(int key, long size, int shmflg) {
    return Libc.callInt(Get.HANDLE, key, size, shmflg, 0, 0, 0);
  }

  /** void *shmat(int shmid, const void *shmaddr, int shmflg). */
  public static long shmat(int shmid, long shmaddr, int shmflg) {
    return Libc.callLong(At.HANDLE, shmid, shmaddr, shmflg, 0, 0, 0);
  }

  /** int shmdt(const void *shmaddr). */
  public static int shmdt(long shmaddr) {
    return Libc.callInt(Dt.HANDLE, shmaddr, 0, 0, 0, 0, 0);
  }

  /** int shmctl(int shmid, int op, struct shmid_ds *buf), for operations without a buffer. */
  public static int shmctl(int shmid, int op) {
    return Libc.callInt(Ctl.HANDLE, shmid, op, 0, 0, 0, 0);
  }

  private static final class Get {
    static final MethodHandle HANDLE = Libc.function("shmget");
  }

  private static final class At {
    static final MethodHandle HANDLE = Libc.function("shmat");
  }

  private static final class Dt {
    static final MethodHandle HANDLE = Libc.function("shmdt");
  }

  private static final class Ctl {
    static final MethodHandle HANDLE = Libc.function("shmctl");
  }
}
