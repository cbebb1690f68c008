package org.javaipc.linux.file;

import org.javaipc.IpcException;
import org.javaipc.ResourceLimitException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.file.Fcntl;
import org.javaipc.linux.raw.file.Unistd;

/** The room that a file takes: reserved before it is used, or refused with both numbers. */
public final class FileSpace {
  private FileSpace() {}

  /**
   * Extends an empty file.
   *
   * @param size of the file in bytes
   * @param reserved how many of them get their memory or disk blocks now
   */
  public static void extend(Descriptor file, long size, long reserved) throws IpcException {
    requireRoom(file, reserved);
    int returned;
    do {
      returned = Unistd.ftruncate(file.fd(), size);
    } while (Errno.interrupted(returned));
    SystemErrors.check(returned, "ftruncate", file.name());
    reserve(file, 0, reserved);
  }

  /**
   * Extends a file, with memory or disk blocks for the new part; if that fails, its size is unchanged.
   *
   * @param from its size in bytes
   * @param to its new size in bytes
   */
  public static void grow(Descriptor file, long from, long to) throws IpcException {
    requireRoom(file, to - from);
    try {
      reserve(file, from, to - from);
    } catch (IpcException e) {
      Unistd.ftruncate(file.fd(), from);
      throw e;
    }
  }

  /** Reserves a range of a file, so that a later access cannot fail. */
  public static void reserve(Descriptor file, long offset, long length) throws IpcException {
    if (length == 0) {
      return;
    }
    int returned;
    do {
      returned = Fcntl.fallocate(file.fd(), 0, offset, length);
    } while (Errno.interrupted(returned));
    if (Errno.noSpace(returned)) {
      throw full(file, length, FileSystem.of(file));
    }
    if (Errno.denied(returned)) {
      throw SystemErrors.of(
          returned, "fallocate", file.name(), "it is sealed against growing or writing");
    }
    SystemErrors.check(returned, "fallocate", file.name());
  }

  /** Lets a hopeless request fail before it has filled the file system for all its users. */
  private static void requireRoom(Descriptor file, long wanted) throws IpcException {
    FileSystem fileSystem = FileSystem.of(file);
    if (fileSystem.total() > 0 && wanted > fileSystem.available()) {
      throw full(file, wanted, fileSystem);
    }
    if (fileSystem.isMemory()) {
      FreeMemory.require(wanted, file.name());
    }
  }

  private static ResourceLimitException full(Descriptor file, long wanted, FileSystem fileSystem) {
    return new ResourceLimitException(
        file.name()
            + ": needs="
            + wanted
            + " bytes, and its file system has available="
            + fileSystem.available()
            + " of total="
            + fileSystem.total()
            + "; use a smaller size or capacity=, remove files, or enlarge it"
            + " (mount -o remount,size=... ; docker run --shm-size=...)");
  }
}
