package org.javaipc.linux.raw.ipc;

import static org.javaipc.linux.raw.Libc.field16;
import static org.javaipc.linux.raw.Libc.field64;
import static org.javaipc.linux.raw.Libc.padding;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import org.javaipc.linux.raw.Architecture;
import org.javaipc.linux.raw.Libc;

/**
 * sys/sem.h: System V semaphore sets. Operations and times are raw addresses: a segment that is passed
 * to a blocked call cannot be closed.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/semop.2.html">semop(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/semctl.2.html">semctl(2)</a>
 */
public final class Sem {
  public static final int SEM_UNDO = 0x1000;

  public static final int GETPID = 11;
  public static final int GETVAL = 12;
  public static final int GETALL = 13;
  public static final int GETNCNT = 14;
  public static final int GETZCNT = 15;
  public static final int SETVAL = 16;
  public static final int SETALL = 17;

  /** {@code struct sembuf}. */
  public static final StructLayout SEMBUF =
      MemoryLayout.structLayout(field16("sem_num"), field16("sem_op"), field16("sem_flg"))
          .withName("sembuf");

  /** {@code struct semid_ds} of this processor. */
  public static final StructLayout SEMID_DS = semid_ds(Architecture.current());

  private Sem() {}

  /** {@code struct semid_ds} of a processor. */
  public static StructLayout semid_ds(Architecture architecture) {
    MemoryLayout perm = SystemV.IPC_PERM.withName("sem_perm");
    MemoryLayout otime = field64("sem_otime");
    MemoryLayout ctime = field64("sem_ctime");
    MemoryLayout nsems = field64("sem_nsems");
    MemoryLayout rest = padding(16);
    long reserved = architecture.semid_ds_reserved();
    StructLayout layout =
        reserved == 0
            ? MemoryLayout.structLayout(perm, otime, ctime, nsems, rest)
            : MemoryLayout.structLayout(
                perm, otime, padding(reserved), ctime, padding(reserved), nsems, rest);
    return layout.withName("semid_ds");
  }

  /** int semget(key_t key, int nsems, int semflg). */
  public static int semget(int key, int nsems, int semflg) {
    return Libc.callInt(Get.ADDRESS, key, nsems, semflg, 0, 0, 0);
  }

  /** int semctl(int semid, int semnum, int op, union semun arg): a number or an address. */
  public static int semctl(int semid, int semnum, int op, long arg) {
    return Libc.callInt(Ctl.ADDRESS, semid, semnum, op, arg, 0, 0);
  }

  /** The same with an array or structure that the call does not wait for. */
  public static int semctl(int semid, int semnum, int op, MemorySegment arg) {
    return semctl(semid, semnum, op, arg.address());
  }

  /** int semop(int semid, struct sembuf *sops, size_t nsops). */
  public static int semop(int semid, long sops, long nsops) {
    return Libc.callInt(Op.ADDRESS, semid, sops, nsops, 0, 0, 0);
  }

  /** int semtimedop(int semid, struct sembuf *sops, size_t nsops, const struct timespec *timeout). */
  public static int semtimedop(int semid, long sops, long nsops, long timeout) {
    return Libc.callInt(TimedOp.ADDRESS, semid, sops, nsops, timeout, 0, 0);
  }

  private static final class Get {
    static final MemorySegment ADDRESS = Libc.function("semget");
  }

  private static final class Ctl {
    static final MemorySegment ADDRESS = Libc.function("semctl");
  }

  private static final class Op {
    static final MemorySegment ADDRESS = Libc.function("semop");
  }

  private static final class TimedOp {
    static final MemorySegment ADDRESS = Libc.function("semtimedop");
  }
}
