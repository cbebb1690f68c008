package org.javaipc.linux.raw;

import java.lang.invoke.MethodHandle;

/**
 * sys/sem.h: System V semaphore sets.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/semctl.2.html">semctl(2)</a>
 */
public final class Sem {
  private Sem() {}

  /** int semget(key_t key, int nsems, int semflg). */
  public static int semget(int key, int nsems, int semflg) {
    return Libc.callInt(Get.HANDLE, key, nsems, semflg, 0, 0, 0);
  }

  /** int semctl(int semid, int semnum, int op, ...), with a number or an address or nothing. */
  public static int semctl(int semid, int semnum, int op, long arg) {
    return Libc.callInt(Ctl.HANDLE, semid, semnum, op, arg, 0, 0);
  }

  private static final class Get {
    static final MethodHandle HANDLE = Libc.function("semget");
  }

  private static final class Ctl {
    static final MethodHandle HANDLE = Libc.function("semctl");
  }
}
