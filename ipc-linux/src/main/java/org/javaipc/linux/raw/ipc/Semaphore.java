package org.javaipc.linux.raw.ipc;

import java.lang.foreign.MemorySegment;
import org.javaipc.linux.raw.Libc;

/**
 * semaphore.h: POSIX named semaphores. A semaphore is a raw address, and so are times: a segment that
 * is passed to a blocked call cannot be closed.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/sem_overview.7.html">sem_overview(7)</a>
 */
public final class Semaphore {
  /** bits/semaphore.h. */
  public static final int SEM_VALUE_MAX = Integer.MAX_VALUE;

  private Semaphore() {}

  /** sem_t *sem_open(const char *name, int oflag, mode_t mode, unsigned int value). */
  public static long sem_open(MemorySegment name, int oflag, int mode, int value) {
    long address = Libc.callLong(Open.ADDRESS, name.address(), oflag, mode, value, 0, 0);
    return address == 0 ? -Libc.errno() : address; // SEM_FAILED is a null pointer
  }

  /** int sem_close(sem_t *sem). */
  public static int sem_close(long sem) {
    return Libc.callInt(Close.ADDRESS, sem, 0, 0, 0, 0, 0);
  }

  /** int sem_unlink(const char *name). */
  public static int sem_unlink(MemorySegment name) {
    return Libc.callInt(Unlink.ADDRESS, name.address(), 0, 0, 0, 0, 0);
  }

  /** {@return whether this libc is glibc, which says how a semaphore lies in memory} */
  public static boolean isGlibc() {
    return Libc.has("gnu_get_libc_version");
  }

  private static final class Open {
    static final MemorySegment ADDRESS = Libc.function("sem_open");
  }

  private static final class Close {
    static final MemorySegment ADDRESS = Libc.function("sem_close");
  }

  private static final class Unlink {
    static final MemorySegment ADDRESS = Libc.function("sem_unlink");
  }
}
