package org.javaipc.linux.raw;

import java.lang.invoke.MethodHandle;

/**
 * sys/mman.h: mappings.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/mmap.2.html">mmap(2)</a>
 */
public final class Mman {
  public static final int PROT_READ = 1;
  public static final int PROT_WRITE = 2;
  public static final int MAP_SHARED = 1;
  public static final int MS_SYNC = 4;

  private Mman() {}

  /** void *mmap(void *addr, size_t length, int prot, int flags, int fd, off_t offset). */
  public static long mmap(long addr, long length, int prot, int flags, int fd, long offset) {
    return Libc.callLong(Mmap.HANDLE, addr, length, prot, flags, fd, offset);
  }

  /** int munmap(void *addr, size_t length). */
  public static int munmap(long addr, long length) {
    return Libc.callInt(Munmap.HANDLE, addr, length, 0, 0, 0, 0);
  }

  /** int msync(void *addr, size_t length, int flags). */
  public static int msync(long addr, long length, int flags) {
    return Libc.callInt(Msync.HANDLE, addr, length, flags, 0, 0, 0);
  }

  private static final class Mmap {
    static final MethodHandle HANDLE = Libc.function("mmap");
  }

  private static final class Munmap {
    static final MethodHandle HANDLE = Libc.function("munmap");
  }

  private static final class Msync {
    static final MethodHandle HANDLE = Libc.function("msync");
  }
}
