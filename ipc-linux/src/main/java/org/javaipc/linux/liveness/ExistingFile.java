package org.javaipc.linux.liveness;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Optional;
import org.javaipc.AccessPolicy;
import org.javaipc.AccessRefusedException;
import org.javaipc.IpcException;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.file.FileStatus;
import org.javaipc.linux.file.Trust;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.file.Fcntl;

/**
 * A regular file of a trusted user, found under a name.
 *
 * @param descriptor open for reading, and for writing unless asked otherwise; the receiver of this
 *     record closes it
 * @param status what it was when it was opened
 */
public record ExistingFile(Descriptor descriptor, FileStatus status) {
  private static final ValueLayout.OfLong LITTLE_ENDIAN =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** {@return the file with the name; empty if there is none} */
  public static Optional<ExistingFile> open(
      RuntimeDirectory directory, String name, AccessPolicy policy) throws IpcException {
    return open(directory, name, policy, Fcntl.O_RDWR);
  }

  /** {@return the file with the name, open for reading only; empty if there is none} */
  public static Optional<ExistingFile> openForReading(
      RuntimeDirectory directory, String name, AccessPolicy policy) throws IpcException {
    return open(directory, name, policy, Fcntl.O_RDONLY);
  }

  private static Optional<ExistingFile> open(
      RuntimeDirectory directory, String name, AccessPolicy policy, int access)
      throws IpcException {
    String path = directory.pathOf(name);
    int fd = directory.openFile(name, access);
    if (Errno.missing(fd)) {
      return Optional.empty();
    }
    if (Errno.otherKind(fd) || Errno.isLink(fd)) {
      throw notRegular(path, "something else");
    }
    Descriptor file = new Descriptor(directory.checkOpened(fd, name), path);
    try {
      FileStatus status = FileStatus.of(file);
      requireTrusted(path, status, policy);
      return Optional.of(new ExistingFile(file, status));
    } catch (IpcException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** {@return the first eight bytes as a little-endian number; 0 if there are fewer} */
  public long magic() throws IpcException {
    MemorySegment start = header(Long.BYTES);
    return start.byteSize() < Long.BYTES ? 0 : start.get(LITTLE_ENDIAN, 0);
  }

  /** {@return a copy of the first bytes: unlike a mapping, it stays when the file is cut short} */
  public MemorySegment header(long length) throws IpcException {
    MemorySegment copy = Arena.ofAuto().allocate(length, Long.BYTES);
    return copy.asSlice(0, descriptor.read(copy, 0)).asReadOnly();
  }

  private static void requireTrusted(String path, FileStatus status, AccessPolicy policy)
      throws AccessRefusedException {
    if (!status.isRegular()) {
      throw notRegular(path, status.kindName());
    }
    Trust.require(policy, status.uid(), status.gid(), path);
  }

  private static AccessRefusedException notRegular(String path, String kind) {
    return new AccessRefusedException(
        path + ": it is " + kind + ", not a regular file; it was left alone");
  }
}
