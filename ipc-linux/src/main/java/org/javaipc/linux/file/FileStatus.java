package org.javaipc.linux.file;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import org.javaipc.IpcException;
import org.javaipc.linux.call.CString;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.file.Fcntl;
import org.javaipc.linux.raw.file.Stat;
import org.jspecify.annotations.Nullable;

/**
 * The status of a file.
 *
 * @param id identity of the file
 * @param mode its kind and permission bits
 * @param uid its owner
 * @param gid its group
 * @param size in bytes
 * @param links how many names it has
 */
public record FileStatus(FileId id, int mode, int uid, int gid, long size, int links) {
  private static final long NLINK = offset("stx_nlink");
  private static final long MODE = offset("stx_mode");
  private static final long UID = offset("stx_uid");
  private static final long GID = offset("stx_gid");
  private static final long INO = offset("stx_ino");
  private static final long SIZE = offset("stx_size");
  private static final long DEV_MAJOR = offset("stx_dev_major");
  private static final long DEV_MINOR = offset("stx_dev_minor");

  /**
   * The identity of a file, unique as long as a process has it open.
   *
   * @param device that it lies on
   * @param inode its number there
   */
  public record FileId(long device, long inode) {
    // Written out: the JDK's own for records keeps a class whose objects were compared, and so its
    // loader.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof FileId file && file.device == device && file.inode == inode;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(device * 31 + inode);
    }
  }

  /**
   * {@return the status of an open file}
   *
   * @param file that is open, if only as a path
   * @throws IpcException if the kernel refuses
   */
  public static FileStatus of(Descriptor file) throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment statx = arena.allocate(Stat.STATX);
      SystemErrors.check(
          call(file.fd(), CString.of(arena, ""), Fcntl.AT_EMPTY_PATH, statx), "statx", file.name());
      return from(statx);
    }
  }

  /** {@return the status of a name in a directory, without following a link; empty if nothing has that name} */
  public static Optional<FileStatus> at(Descriptor directory, String name) throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment statx = arena.allocate(Stat.STATX);
      int returned =
          call(directory.fd(), CString.of(arena, name), Fcntl.AT_SYMLINK_NOFOLLOW, statx);
      if (Errno.missing(returned)) {
        return Optional.empty();
      }
      SystemErrors.check(returned, "statx", directory.name() + "/" + name);
      return Optional.of(from(statx));
    }
  }

  /**
   * {@return the status of a path, without following a link; empty if nothing has that path}
   *
   * @param path absolute
   * @throws IpcException if it cannot be inspected
   */
  public static Optional<FileStatus> at(String path) throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment statx = arena.allocate(Stat.STATX);
      int returned =
          call(Fcntl.AT_FDCWD, CString.of(arena, path), Fcntl.AT_SYMLINK_NOFOLLOW, statx);
      if (Errno.missing(returned)) {
        return Optional.empty();
      }
      SystemErrors.check(returned, "statx", path);
      return Optional.of(from(statx));
    }
  }

  /** {@return a buffer for the result of {@link #look}} */
  public static MemorySegment buffer(Arena arena) {
    return arena.allocate(Stat.STATX);
  }

  /**
   * Reads the status of a name in a directory, without following a link. Allocates nothing.
   *
   * @param path the name, ended by a zero
   * @param statx a {@link #buffer}
   * @return 0 or -errno
   */
  public static int look(Descriptor directory, MemorySegment path, MemorySegment statx) {
    return call(directory.fd(), path, Fcntl.AT_SYMLINK_NOFOLLOW, statx);
  }

  /** {@return whether that file was found} Allocates nothing. */
  public static boolean isOf(FileId id, MemorySegment statx) {
    return id.device() == device(statx) && id.inode() == statx.get(ValueLayout.JAVA_LONG, INO);
  }

  /** {@return whether it is a regular file} */
  public boolean isRegular() {
    return kind() == Stat.S_IFREG;
  }

  /** {@return whether it is a socket} */
  public boolean isSocket() {
    return kind() == Stat.S_IFSOCK;
  }

  /** {@return whether it is a FIFO or a pipe} */
  public boolean isFifo() {
    return kind() == Stat.S_IFIFO;
  }

  /** {@return whether it still has a name} A file exists without one as long as a process has it open. */
  public boolean hasName() {
    return links > 0;
  }

  /** {@return the permission bits} */
  public int permissions() {
    return mode & 0777;
  }

  /** {@return the kind, in words} */
  public String kindName() {
    return switch (kind()) {
      case Stat.S_IFREG -> "a regular file";
      case Stat.S_IFDIR -> "a directory";
      case Stat.S_IFLNK -> "a symbolic link";
      case Stat.S_IFIFO -> "a FIFO";
      case Stat.S_IFSOCK -> "a socket";
      default -> "a device";
    };
  }

  private int kind() {
    return mode & Stat.S_IFMT;
  }

  private static int call(int fd, MemorySegment path, int flags, MemorySegment statx) {
    return Stat.statx(fd, path, flags, Stat.STATX_BASIC_STATS, statx);
  }

  private static FileStatus from(MemorySegment statx) {
    return new FileStatus(
        new FileId(device(statx), statx.get(ValueLayout.JAVA_LONG, INO)),
        Short.toUnsignedInt(statx.get(ValueLayout.JAVA_SHORT, MODE)),
        statx.get(ValueLayout.JAVA_INT, UID),
        statx.get(ValueLayout.JAVA_INT, GID),
        statx.get(ValueLayout.JAVA_LONG, SIZE),
        statx.get(ValueLayout.JAVA_INT, NLINK));
  }

  private static long device(MemorySegment statx) {
    long major = statx.get(ValueLayout.JAVA_INT, DEV_MAJOR);
    return major << 32 | Integer.toUnsignedLong(statx.get(ValueLayout.JAVA_INT, DEV_MINOR));
  }

  private static long offset(String field) {
    return Stat.STATX.byteOffset(PathElement.groupElement(field));
  }
}
