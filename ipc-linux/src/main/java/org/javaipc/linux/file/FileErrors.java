package org.javaipc.linux.file;

import org.javaipc.IpcException;
import org.javaipc.ResourceLimitException;
import org.javaipc.SystemCallException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.raw.Errno;

/** Explains the errors of mapping a file. */
public final class FileErrors {
  private FileErrors() {}

  /** {@return the error for a file without bytes to map} */
  public static SystemCallException empty(String object) {
    return new SystemCallException(
        object
            + ": mmap failed with EINVAL: the file is empty; give a size, and it is extended before"
            + " it is mapped",
        "EINVAL");
  }

  /** {@return the error for a file that ends before the part to map does} */
  public static SystemCallException tooShort(String object, long has, long needs, String cure) {
    return new SystemCallException(
        "%s: mmap failed with EINVAL: the file has size=%d, and the mapping needs %d bytes; %s"
            .formatted(object, has, needs, cure),
        "EINVAL");
  }

  /** {@return the error for something that is not a regular file} */
  public static SystemCallException notRegular(String object, String kind) {
    return new SystemCallException(
        "%s: mmap failed with ENODEV: it is %s, and only a regular file can be mapped; it was left alone"
            .formatted(object, kind),
        "ENODEV");
  }

  /** Checks the result of open. */
  public static int checkOpen(int returned, String object) throws IpcException {
    if (Errno.otherKind(returned)) {
      throw new SystemCallException(
          "%s: open failed with %s: only a regular file can be mapped"
              .formatted(object, Errno.name(-returned)),
          Errno.name(-returned));
    }
    return (int) SystemErrors.check(returned, "open", object);
  }

  /** Checks the result of mmap. */
  public static long checkMap(long returned, String object, boolean writable) throws IpcException {
    if (Errno.denied(returned)) {
      throw SystemErrors.of(
          returned,
          "mmap",
          object,
          writable
              ? "it is open for reading only, or sealed against writing; open it for writing, map"
                  + " it privately, or map it for reading"
              : "it is not open for reading, or its file system forbids mappings");
    }
    return SystemErrors.check(returned, "mmap", object);
  }

  /** Checks the result of msync. */
  public static void checkSync(int returned, String object) throws IpcException {
    if (Errno.busy(returned)) {
      throw new ResourceLimitException(
          object
              + ": msync failed with EBUSY: pages are locked in memory; unlock them, or sync"
              + " without invalidating");
    }
    SystemErrors.check(returned, "msync", object);
  }
}
