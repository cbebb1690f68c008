package org.javaipc.linux.raw.file;

import java.lang.foreign.MemorySegment;
import org.javaipc.linux.raw.Libc;

/**
 * sys/mman.h: mappings, what the kernel is told about them, and files that are memory only.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/mmap.2.html">mmap(2)</a>
 */
public final class Mman {
  public static final int PROT_READ = 1;
  public static final int PROT_WRITE = 2;
  public static final int MAP_SHARED = 1;
  public static final int MAP_PRIVATE = 2;
  public static final int MS_ASYNC = 1;
  public static final int MS_INVALIDATE = 2;
  public static final int MS_SYNC = 4;
  public static final int MADV_NORMAL = 0;
  public static final int MADV_RANDOM = 1;
  public static final int MADV_SEQUENTIAL = 2;
  public static final int MADV_WILLNEED = 3;
  public static final int MADV_HUGEPAGE = 14;
  public static final int MADV_NOHUGEPAGE = 15;
  public static final int MFD_CLOEXEC = 1;
  public static final int MFD_ALLOW_SEALING = 2;

  private Mman() {}

  /** void *mmap(void *addr, size_t length, int prot, int flags, int fd, off_t offset). */
  public static long mmap(long addr, long length, int prot, int flags, int fd, long offset) {
    return Libc.callLong(Mmap.ADDRESS, addr, length, prot, flags, fd, offset);
  }

  /** int munmap(void *addr, size_t length). */
  public static int munmap(long addr, long length) {
    return Libc.callInt(Munmap.ADDRESS, addr, length, 0, 0, 0, 0);
  }

  /** int msync(void *addr, size_t length, int flags). */
  public static int msync(long addr, long length, int flags) {
    return Libc.callInt(Msync.ADDRESS, addr, length, flags, 0, 0, 0);
  }

  /** int madvise(void *addr, size_t length, int advice). */
  public static int madvise(long addr, long length, int advice) {
    return Libc.callInt(Madvise.ADDRESS, addr, length, advice, 0, 0, 0);
  }

  /** int mlock(const void *addr, size_t length). */
  public static int mlock(long addr, long length) {
    return Libc.callInt(Mlock.ADDRESS, addr, length, 0, 0, 0, 0);
  }

  /** int munlock(const void *addr, size_t length). */
  public static int munlock(long addr, long length) {
    return Libc.callInt(Munlock.ADDRESS, addr, length, 0, 0, 0, 0);
  }

  /** int memfd_create(const char *name, unsigned flags). */
  public static int memfd_create(MemorySegment name, int flags) {
    return Libc.callInt(MemfdCreate.ADDRESS, name.address(), flags, 0, 0, 0, 0);
  }

  private static final class Mmap {
    static final MemorySegment ADDRESS = Libc.function("mmap");
  }

  private static final class Munmap {
    static final MemorySegment ADDRESS = Libc.function("munmap");
  }

  private static final class Msync {
    static final MemorySegment ADDRESS = Libc.function("msync");
  }

  private static final class Madvise {
    static final MemorySegment ADDRESS = Libc.function("madvise");
  }

  private static final class Mlock {
    static final MemorySegment ADDRESS = Libc.function("mlock");
  }

  private static final class Munlock {
    static final MemorySegment ADDRESS = Libc.function("munlock");
  }

  private static final class MemfdCreate {
    static final MemorySegment ADDRESS = Libc.function("memfd_create");
  }
}
