package org.javaipc.linux.raw;

import java.lang.invoke.MethodHandle;

/**
 * sys/msg.h: System V message queues.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/msgctl.2.html">msgctl(2)</a>
 */
public final class Msg {
  private Msg() {}

  /** int msgget(key_t key, int msgflg). */
  public static int msgget(int key, int msgflg) {
    return Libc.callInt(Get.HANDLE, key, msgflg, 0, 0, 0, 0);
  }

  /** int msgctl(int msqid, int op, struct msqid_ds *buf); 0 for operations without a buffer. */
  public static int msgctl(int msqid, int op, long buf) {
    return Libc.callInt(Ctl.HANDLE, msqid, op, buf, 0, 0, 0);
  }

  private static final class Get {
    static final MethodHandle HANDLE = Libc.function("msgget");
  }

  private static final class Ctl {
    static final MethodHandle HANDLE = Libc.function("msgctl");
  }
}
