package org.javaipc.linux.raw.ipc;

import static org.javaipc.linux.raw.Libc.field32;
import static org.javaipc.linux.raw.Libc.field64;
import static org.javaipc.linux.raw.Libc.padding;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import org.javaipc.linux.raw.Libc;

/**
 * sys/msg.h: System V message queues.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/msgop.2.html">msgop(2)</a>
 */
public final class Msg {
  public static final int MSG_NOERROR = 010000;
  public static final int MSG_EXCEPT = 020000;

  /** {@code struct msqid_ds}. */
  public static final StructLayout MSQID_DS =
      MemoryLayout.structLayout(
              SystemV.IPC_PERM.withName("msg_perm"),
              field64("msg_stime"),
              field64("msg_rtime"),
              field64("msg_ctime"),
              field64("__msg_cbytes"),
              field64("msg_qnum"),
              field64("msg_qbytes"),
              field32("msg_lspid"),
              field32("msg_lrpid"),
              padding(16))
          .withName("msqid_ds");

  private Msg() {}

  /** int msgget(key_t key, int msgflg). */
  public static int msgget(int key, int msgflg) {
    return Libc.callInt(Get.ADDRESS, key, msgflg, 0, 0, 0, 0);
  }

  /** int msgsnd(int msqid, const void *msgp, size_t msgsz, int msgflg). */
  public static int msgsnd(int msqid, long msgp, long msgsz, int msgflg) {
    return Libc.callInt(Snd.ADDRESS, msqid, msgp, msgsz, msgflg, 0, 0);
  }

  /** ssize_t msgrcv(int msqid, void *msgp, size_t msgsz, long msgtyp, int msgflg). */
  public static long msgrcv(int msqid, long msgp, long msgsz, long msgtyp, int msgflg) {
    return Libc.callLong(Rcv.ADDRESS, msqid, msgp, msgsz, msgtyp, msgflg, 0);
  }

  /** int msgctl(int msqid, int op, struct msqid_ds *buf); 0 for operations without a buffer. */
  public static int msgctl(int msqid, int op, long buf) {
    return Libc.callInt(Ctl.ADDRESS, msqid, op, buf, 0, 0, 0);
  }

  private static final class Get {
    static final MemorySegment ADDRESS = Libc.function("msgget");
  }

  private static final class Snd {
    static final MemorySegment ADDRESS = Libc.function("msgsnd");
  }

  private static final class Rcv {
    static final MemorySegment ADDRESS = Libc.function("msgrcv");
  }

  private static final class Ctl {
    static final MemorySegment ADDRESS = Libc.function("msgctl");
  }
}
