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

/**
 * fcntl.h: opening, locking, reserving.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/open.2.html">open(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/fcntl.2.html">fcntl(2)</a>
 */
public final class Fcntl {
  public static final int O_RDONLY = 0;
  public static final int O_WRONLY = 1;
  public static final int O_RDWR = 2;
  public static final int O_CREAT = 0x40;
  public static final int O_EXCL = 0x80;
  public static final int O_TRUNC = 0x200;
  public static final int O_APPEND = 0x400;
  public static final int O_NONBLOCK = 0x800;
  public static final int O_CLOEXEC = 0x8_0000;
  public static final int O_PATH = 0x20_0000;
  public static final int O_DIRECTORY = Architecture.current().O_DIRECTORY();
  public static final int O_NOFOLLOW = Architecture.current().O_NOFOLLOW();
  public static final int O_TMPFILE = Architecture.current().O_TMPFILE();

  public static final int AT_FDCWD = -100;
  public static final int AT_SYMLINK_NOFOLLOW = 0x100;
  public static final int AT_REMOVEDIR = 0x200;
  public static final int AT_SYMLINK_FOLLOW = 0x400;
  public static final int AT_EMPTY_PATH = 0x1000;

  public static final int F_GETFL = 3;
  public static final int F_SETFL = 4;
  public static final int SPLICE_F_NONBLOCK = 2;
  public static final int F_SETPIPE_SZ = 1031;
  public static final int F_GETPIPE_SZ = 1032;
  public static final int F_GETFD = 1;
  public static final int F_SETFD = 2;
  public static final int F_DUPFD_CLOEXEC = 1030;
  public static final int FD_CLOEXEC = 1;
  public static final int O_ACCMODE = 3;
  public static final int F_OFD_GETLK = 36;
  public static final int F_OFD_SETLK = 37;
  public static final int F_ADD_SEALS = 1033;
  public static final int F_GET_SEALS = 1034;

  public static final int F_SEAL_SEAL = 1;
  public static final int F_SEAL_SHRINK = 2;
  public static final int F_SEAL_GROW = 4;
  public static final int F_SEAL_WRITE = 8;
  public static final int F_SEAL_FUTURE_WRITE = 16;

  public static final short F_RDLCK = 0;
  public static final short F_WRLCK = 1;
  public static final short F_UNLCK = 2;
  public static final short SEEK_SET = 0;

  /** {@code struct flock}. */
  public static final StructLayout FLOCK =
      MemoryLayout.structLayout(
              field16("l_type"),
              field16("l_whence"),
              padding(4),
              field64("l_start"),
              field64("l_len"),
              field32("l_pid"),
              padding(4))
          .withName("flock");

  private Fcntl() {}

  /** int openat(int dirfd, const char *path, int flags, mode_t mode). */
  public static int openat(int dirfd, MemorySegment path, int flags, int mode) {
    return Libc.callInt(Openat.ADDRESS, dirfd, path.address(), flags, mode, 0, 0);
  }

  /** int fcntl(int fd, int op, void *arg). */
  public static int fcntl(int fd, int op, MemorySegment arg) {
    return Libc.callInt(Fcntl0.ADDRESS, fd, op, arg.address(), 0, 0, 0);
  }

  /** int fcntl(int fd, int op, int arg). */
  public static int fcntl(int fd, int op, int arg) {
    return Libc.callInt(Fcntl0.ADDRESS, fd, op, arg, 0, 0, 0);
  }

  /** ssize_t splice(int fd_in, NULL, int fd_out, NULL, size_t size, unsigned flags). */
  public static long splice(int fd_in, int fd_out, long size, int flags) {
    return Libc.callLong(Splice.ADDRESS, fd_in, 0, fd_out, 0, size, flags);
  }

  /** ssize_t tee(int fd_in, int fd_out, size_t size, unsigned flags). */
  public static long tee(int fd_in, int fd_out, long size, int flags) {
    return Libc.callLong(Tee.ADDRESS, fd_in, fd_out, size, flags, 0, 0);
  }

  /** int fallocate(int fd, int mode, off_t offset, off_t size). */
  public static int fallocate(int fd, int mode, long offset, long size) {
    return Libc.callInt(Fallocate.ADDRESS, fd, mode, offset, size, 0, 0);
  }

  private static final class Openat {
    static final MemorySegment ADDRESS = Libc.function("openat");
  }

  private static final class Fcntl0 {
    static final MemorySegment ADDRESS = Libc.function("fcntl");
  }

  private static final class Splice {
    static final MemorySegment ADDRESS = Libc.function("splice");
  }

  private static final class Tee {
    static final MemorySegment ADDRESS = Libc.function("tee");
  }

  private static final class Fallocate {
    static final MemorySegment ADDRESS = Libc.function("fallocate");
  }
}
