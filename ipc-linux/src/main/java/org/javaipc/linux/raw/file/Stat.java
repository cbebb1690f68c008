package org.javaipc.linux.raw.file;

import static org.javaipc.linux.raw.Libc.field16;
import static org.javaipc.linux.raw.Libc.field32;
import static org.javaipc.linux.raw.Libc.field64;
import static org.javaipc.linux.raw.Libc.padding;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import org.javaipc.linux.raw.Architecture;
import org.javaipc.linux.raw.Libc;
import org.javaipc.linux.raw.Syscall;

/**
 * sys/stat.h: making and describing files. {@code statx} stands for all of the stat family: its
 * structure is the same on every processor.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/statx.2.html">statx(2)</a>
 */
public final class Stat {
  public static final int S_IFMT = 0xf000;
  public static final int S_IFREG = 0x8000;
  public static final int S_IFDIR = 0x4000;
  public static final int S_IFLNK = 0xa000;
  public static final int S_IFIFO = 0x1000;
  public static final int S_IFSOCK = 0xc000;
  public static final int STATX_BASIC_STATS = 0x7ff;

  /** {@code struct statx}. */
  public static final StructLayout STATX =
      MemoryLayout.structLayout(
              field32("stx_mask"),
              field32("stx_blksize"),
              field64("stx_attributes"),
              field32("stx_nlink"),
              field32("stx_uid"),
              field32("stx_gid"),
              field16("stx_mode"),
              padding(2),
              field64("stx_ino"),
              field64("stx_size"),
              field64("stx_blocks"),
              padding(72),
              field32("stx_rdev_major"),
              field32("stx_rdev_minor"),
              field32("stx_dev_major"),
              field32("stx_dev_minor"),
              padding(112))
          .withName("statx");

  private Stat() {}

  /** int mkdirat(int dirfd, const char *path, mode_t mode). */
  public static int mkdirat(int dirfd, MemorySegment path, int mode) {
    return Libc.callInt(Mkdirat.ADDRESS, dirfd, path.address(), mode, 0, 0, 0);
  }

  /** int mkfifoat(int dirfd, const char *path, mode_t mode). */
  public static int mkfifoat(int dirfd, MemorySegment path, int mode) {
    return Libc.callInt(Mkfifoat.ADDRESS, dirfd, path.address(), mode, 0, 0, 0);
  }

  /** int fchmod(int fd, mode_t mode). */
  public static int fchmod(int fd, int mode) {
    return Libc.callInt(Fchmod.ADDRESS, fd, mode, 0, 0, 0, 0);
  }

  /** int fchmodat(int dirfd, const char *path, mode_t mode, int flags). */
  public static int fchmodat(int dirfd, MemorySegment path, int mode, int flags) {
    return Libc.callInt(Fchmodat.ADDRESS, dirfd, path.address(), mode, flags, 0, 0);
  }

  /** int statx(int dirfd, const char *path, int flags, unsigned mask, struct statx *buf). */
  public static int statx(int dirfd, MemorySegment path, int flags, int mask, MemorySegment buf) {
    return (int)
        Syscall.call(
            Architecture.current().SYS_statx(), dirfd, path.address(), flags, mask, buf.address());
  }

  private static final class Mkdirat {
    static final MemorySegment ADDRESS = Libc.function("mkdirat");
  }

  private static final class Mkfifoat {
    static final MemorySegment ADDRESS = Libc.function("mkfifoat");
  }

  private static final class Fchmodat {
    static final MemorySegment ADDRESS = Libc.function("fchmodat");
  }

  private static final class Fchmod {
    static final MemorySegment ADDRESS = Libc.function("fchmod");
  }
}
