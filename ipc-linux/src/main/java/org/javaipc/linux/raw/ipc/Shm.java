package org.javaipc.linux.raw.ipc;

import static org.javaipc.linux.raw.Libc.field32;
import static org.javaipc.linux.raw.Libc.field64;
import static org.javaipc.linux.raw.Libc.padding;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import org.javaipc.linux.raw.Libc;

/**
 * sys/shm.h: System V shared memory.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/sysvipc.7.html">sysvipc(7)</a>
 */
public final class Shm {
  public static final int SHM_RDONLY = 010000;
  public static final int SHM_DEST = 01000;
  public static final int SHM_LOCKED = 02000;

  /** {@code struct shmid_ds}. */
  public static final StructLayout SHMID_DS =
      MemoryLayout.structLayout(
              SystemV.IPC_PERM.withName("shm_perm"),
              field64("shm_segsz"),
              field64("shm_atime"),
              field64("shm_dtime"),
              field64("shm_ctime"),
              field32("shm_cpid"),
              field32("shm_lpid"),
              field64("shm_nattch"),
              padding(16))
          .withName("shmid_ds");

  private Shm() {}

  /** int shmget(key_t key, size_t size, int shmflg). */
  public static int shmget(int key, long size, int shmflg) {
    return Libc.callInt(Get.ADDRESS, key, size, shmflg, 0, 0, 0);
  }

  /** void *shmat(int shmid, const void *shmaddr, int shmflg). */
  public static long shmat(int shmid, long shmaddr, int shmflg) {
    return Libc.callLong(At.ADDRESS, shmid, shmaddr, shmflg, 0, 0, 0);
  }

  /** int shmdt(const void *shmaddr). */
  public static int shmdt(long shmaddr) {
    return Libc.callInt(Dt.ADDRESS, shmaddr, 0, 0, 0, 0, 0);
  }

  /** int shmctl(int shmid, int op, struct shmid_ds *buf); 0 for operations without a buffer. */
  public static int shmctl(int shmid, int op, long buf) {
    return Libc.callInt(Ctl.ADDRESS, shmid, op, buf, 0, 0, 0);
  }

  private static final class Get {
    static final MemorySegment ADDRESS = Libc.function("shmget");
  }

  private static final class At {
    static final MemorySegment ADDRESS = Libc.function("shmat");
  }

  private static final class Dt {
    static final MemorySegment ADDRESS = Libc.function("shmdt");
  }

  private static final class Ctl {
    static final MemorySegment ADDRESS = Libc.function("shmctl");
  }
}
