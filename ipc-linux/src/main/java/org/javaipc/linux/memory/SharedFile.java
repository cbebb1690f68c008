package org.javaipc.linux.memory;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.javaipc.AccessRefusedException;
import org.javaipc.IpcException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.ObjectExistsException;
import org.javaipc.ResourceLimitException;
import org.javaipc.SystemCallException;
import org.javaipc.linux.call.CString;
import org.javaipc.linux.call.NativeAccess;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.file.FileErrors;
import org.javaipc.linux.file.FileSpace;
import org.javaipc.linux.file.FileStatus;
import org.javaipc.linux.file.Mapping;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.file.Fcntl;
import org.javaipc.linux.raw.file.Mman;
import org.javaipc.linux.raw.file.Stat;
import org.javaipc.linux.raw.file.Unistd;
import org.javaipc.spi.NativeText;

/**
 * An open regular file whose parts can be mapped. Any thread may use it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/open.2.html">open(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/memfd_create.2.html">memfd_create(2)</a>
 */
public final class SharedFile implements AutoCloseable {
  private final Descriptor descriptor;
  private final boolean writable;

  private SharedFile(Descriptor descriptor, boolean writable) {
    this.descriptor = descriptor;
    this.writable = writable;
  }

  /**
   * Opens an existing file.
   *
   * @param path of the file; links are followed
   * @param writable whether to open it for writing as well
   * @return the file
   * @throws NoSuchObjectException if nothing has that path
   * @throws AccessRefusedException if the user has no permission
   * @throws SystemCallException if it is not a regular file, or cannot be opened
   * @throws IpcException if this JVM cannot call libc
   */
  public static SharedFile open(Path path, boolean writable) throws IpcException {
    return open(path, writable, 0, 0);
  }

  /**
   * Creates an empty file.
   *
   * @param path of the file; a link is not followed
   * @param mode permission bits, whatever the umask
   * @return the file, open for reading and writing
   * @throws ObjectExistsException if something has that path
   * @throws AccessRefusedException if the user has no permission
   * @throws IpcException if it cannot be made
   */
  public static SharedFile create(Path path, int mode) throws IpcException {
    SharedFile file = open(path, true, Fcntl.O_CREAT | Fcntl.O_EXCL, mode);
    try {
      SystemErrors.check(Stat.fchmod(file.descriptor.fd(), mode), "fchmod", file.toString());
      return file;
    } catch (IpcException e) {
      file.close();
      throw e;
    }
  }

  /**
   * Opens an object with a name in /dev/shm.
   *
   * @param name without a slash
   * @param writable whether to open it for writing as well
   * @return the file
   * @throws NoSuchObjectException if nothing has that name
   * @throws AccessRefusedException if the user has no permission, or it is a symbolic link
   * @throws SystemCallException if it is not a regular file
   * @throws IpcException if this JVM cannot call libc
   */
  public static SharedFile openShared(String name, boolean writable) throws IpcException {
    return open(PosixNames.path(name), writable, Fcntl.O_NOFOLLOW, 0);
  }

  /**
   * Creates an object with a name in /dev/shm. It appears complete: a process that opens it finds its full size.
   *
   * @param name without a slash
   * @param size in bytes, greater than 0; its memory is reserved
   * @param mode permission bits, whatever the umask
   * @return the file, open for reading and writing
   * @throws ObjectExistsException if something has that name
   * @throws ResourceLimitException if /dev/shm is full
   * @throws IpcException if it cannot be made
   */
  public static SharedFile createShared(String name, long size, int mode) throws IpcException {
    NativeAccess.require();
    String path = PosixNames.path(name).toString();
    int fd =
        Descriptor.open(Fcntl.AT_FDCWD, PosixNames.DIRECTORY, Fcntl.O_TMPFILE | Fcntl.O_RDWR, mode);
    SystemErrors.check(fd, "open(O_TMPFILE)", path);
    SharedFile file = new SharedFile(new Descriptor(fd, path), true);
    try {
      SystemErrors.check(Stat.fchmod(fd, mode), "fchmod", path);
      FileSpace.grow(file.descriptor, 0, size);
      PosixNames.link(fd, path);
      return file;
    } catch (IpcException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /**
   * Creates a file in memory that has no name, with all of its memory reserved.
   *
   * @param name shown in /proc
   * @param size in bytes, greater than 0
   * @return the file, open for reading and writing, not sealed
   * @throws ResourceLimitException if there is not enough memory
   * @throws IpcException if it cannot be made
   */
  public static SharedFile anonymous(String name, long size) throws IpcException {
    NativeAccess.require();
    String object = "memfd:" + name;
    try (Arena arena = Arena.ofConfined()) {
      int fd =
          Mman.memfd_create(CString.of(arena, name), Mman.MFD_CLOEXEC | Mman.MFD_ALLOW_SEALING);
      SystemErrors.check(fd, "memfd_create", object);
      SharedFile file = new SharedFile(new Descriptor(fd, object), true);
      try {
        FileSpace.grow(file.descriptor, 0, size);
        return file;
      } catch (IpcException e) {
        file.close();
        throw e;
      }
    }
  }

  /**
   * Opens a file that another process has open, by its descriptor table.
   *
   * @param pid of the process, which this user may trace
   * @param fd number of the descriptor there
   * @param writable whether to open it for writing as well
   * @return the file, by a descriptor of its own
   * @throws NoSuchObjectException if there is no such process or descriptor
   * @throws AccessRefusedException if the process belongs to another user
   * @throws SystemCallException if it is not a regular file
   * @throws IpcException if this JVM cannot call libc
   */
  public static SharedFile ofProcess(long pid, int fd, boolean writable) throws IpcException {
    if (pid <= 0 || fd < 0) {
      throw new IllegalArgumentException("pid=" + pid + " fd=" + fd);
    }
    return open(Path.of("/proc/" + pid + "/fd/" + fd), writable, 0, 0);
  }

  /**
   * Takes over a descriptor of this process, such as one that was received over a socket.
   *
   * @param fd number of the descriptor, which this object owns from now on, even if this method fails
   * @return the file
   * @throws SystemCallException if it is not an open regular file
   * @throws IpcException if this JVM cannot call libc
   */
  public static SharedFile adopt(int fd) throws IpcException {
    NativeAccess.require();
    Descriptor descriptor = new Descriptor(fd, "descriptor " + fd);
    int flags = Fcntl.fcntl(fd, Fcntl.F_GETFL, 0);
    SystemErrors.check(flags, "fcntl(F_GETFL)", descriptor.name());
    return regular(new SharedFile(descriptor, (flags & Fcntl.O_ACCMODE) == Fcntl.O_RDWR));
  }

  private static SharedFile open(Path path, boolean writable, int flags, int mode)
      throws IpcException {
    NativeAccess.require();
    String name = NativeText.text(NativeText.absolute(path));
    int access = writable ? Fcntl.O_RDWR : Fcntl.O_RDONLY;
    int fd =
        FileErrors.checkOpen(
            Descriptor.open(Fcntl.AT_FDCWD, name, access | flags | Fcntl.O_NONBLOCK, mode), name);
    return regular(new SharedFile(new Descriptor(fd, name), writable));
  }

  private static SharedFile regular(SharedFile file) throws IpcException {
    try {
      FileStatus status = FileStatus.of(file.descriptor);
      if (!status.isRegular()) {
        throw FileErrors.notRegular(file.toString(), status.kindName());
      }
      return file;
    } catch (IpcException e) {
      file.close();
      throw e;
    }
  }

  /** {@return whether it is open for writing} */
  public boolean isWritable() {
    return writable;
  }

  /**
   * {@return the number of the descriptor, which this object still owns}
   *
   * @throws IllegalStateException if it is closed
   */
  public int fd() {
    return descriptor.fd();
  }

  /**
   * {@return its size in bytes}
   *
   * @throws IpcException if the kernel does not say
   */
  public long size() throws IpcException {
    return status().size();
  }

  /**
   * {@return its permission bits}
   *
   * @throws IpcException if the kernel does not say
   */
  public int mode() throws IpcException {
    return status().permissions();
  }

  /**
   * {@return whether it is the same file as another one, under any name}
   *
   * @param other file
   * @throws IpcException if the kernel does not say
   */
  public boolean isSameAs(SharedFile other) throws IpcException {
    return status().id().equals(other.status().id());
  }

  /** {@return its status} */
  FileStatus status() throws IpcException {
    return FileStatus.of(descriptor);
  }

  /** {@return its descriptor} */
  Descriptor descriptor() {
    return descriptor;
  }

  /**
   * Truncates the file, or extends it without blocks, by a hole.
   *
   * @param size new size in bytes
   * @throws IpcException if it cannot have that size
   */
  public void resize(long size) throws IpcException {
    int returned;
    do {
      returned = Unistd.ftruncate(descriptor.fd(), size);
    } while (Errno.interrupted(returned));
    SystemErrors.check(returned, "ftruncate", toString());
  }

  /**
   * Reserves memory or disk blocks, so that a write there cannot fail; extends the file if it ends before.
   *
   * @param offset in bytes
   * @param length in bytes
   * @throws ResourceLimitException if the file system has no room
   * @throws IpcException if the file system cannot do it
   */
  public void reserve(long offset, long length) throws IpcException {
    FileSpace.reserve(descriptor, offset, length);
  }

  /**
   * {@return where the next data begins; empty if only a hole follows} A file system without holes reports everything
   * as data.
   *
   * @param offset where to start searching, in bytes
   * @throws IpcException if the file system fails
   * @see <a href="https://man7.org/linux/man-pages/man2/lseek.2.html">SEEK_DATA in lseek(2)</a>
   */
  public OptionalLong dataFrom(long offset) throws IpcException {
    long found = Unistd.lseek(descriptor.fd(), offset, Unistd.SEEK_DATA);
    if (Errno.noneThere(found)) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(
        Errno.invalid(found) ? offset : SystemErrors.check(found, "lseek(SEEK_DATA)", toString()));
  }

  /**
   * {@return where the next hole begins, at the latest at the end of the file}
   *
   * @param offset of data, in bytes
   * @throws IpcException if the file system fails
   */
  public long holeFrom(long offset) throws IpcException {
    long found = Unistd.lseek(descriptor.fd(), offset, Unistd.SEEK_HOLE);
    return Errno.invalid(found)
        ? size()
        : SystemErrors.check(found, "lseek(SEEK_HOLE)", toString());
  }

  /**
   * Maps a part.
   *
   * @param request which part, and how
   * @param extend whether the file may be extended for it, with blocks reserved
   * @return the mapping, which outlives this object
   * @throws AccessRefusedException if the mapping is to be writable, but the file is not
   * @throws ResourceLimitException if the file system has no room to extend it; nothing is changed
   * @throws SystemCallException if the file is empty, or ends before the part does
   * @throws IpcException if it cannot be mapped
   */
  public Mapping map(MapRequest request, boolean extend) throws IpcException {
    long has = size();
    long length = request.size().orElse(has - request.offset());
    long needs = request.offset() + length;
    if (has == 0 && request.size().isEmpty()) {
      throw FileErrors.empty(toString());
    }
    if (needs > has || length <= 0) {
      extend(request, extend, has, Math.max(needs, request.offset() + 1));
    }
    int flags = request.isPrivate() ? Mman.MAP_PRIVATE : Mman.MAP_SHARED;
    return Mapping.file(
        descriptor, request.offset(), length, Protection.bits(request.protection()), flags);
  }

  private void extend(MapRequest request, boolean extend, long has, long needs)
      throws IpcException {
    if (!extend || request.size().isEmpty()) {
      throw FileErrors.tooShort(toString(), has, needs, "ask for a part that it has");
    }
    if (!writable || !request.writesFile()) {
      throw FileErrors.tooShort(
          toString(), has, needs, "map it shared and for writing, and it is extended");
    }
    FileSpace.grow(descriptor, has, needs);
  }

  /** Maps a part; closes the file if that fails. */
  Mapping mapOrClose(MapRequest request) throws IpcException {
    try {
      return map(request, true);
    } catch (IpcException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * {@return its seals; empty if the file cannot have any}
   *
   * @throws IpcException if the kernel does not say
   * @see <a href="https://man7.org/linux/man-pages/man2/F_GET_SEALS.2const.html">F_GET_SEALS(2)</a>
   */
  public Optional<Set<Seal>> seals() throws IpcException {
    int returned = Fcntl.fcntl(descriptor.fd(), Fcntl.F_GET_SEALS, 0);
    if (Errno.invalid(returned)) {
      return Optional.empty();
    }
    SystemErrors.check(returned, "fcntl(F_GET_SEALS)", toString());
    return Optional.of(Seal.of(returned));
  }

  /**
   * Adds seals, permanently and for all processes that have the file.
   *
   * @param seals to add
   * @throws ResourceLimitException for {@link Seal#WRITE}, while a process has the file mapped for writing
   * @throws AccessRefusedException if it is sealed against sealing, or not open for writing
   * @throws SystemCallException if the file cannot have seals
   * @throws IpcException if the kernel refuses for another reason
   */
  public void seal(Set<Seal> seals) throws IpcException {
    int returned = Fcntl.fcntl(descriptor.fd(), Fcntl.F_ADD_SEALS, Seal.bits(seals));
    if (Errno.busy(returned)) {
      throw new ResourceLimitException(
          this
              + ": fcntl(F_ADD_SEALS) failed with EBUSY: a process has it mapped for writing; close"
              + " those mappings, or seal FUTURE_WRITE");
    }
    SystemErrors.check(returned, "fcntl(F_ADD_SEALS)", toString());
  }

  /** Closes the descriptor; mappings stay. Repeating it does nothing. */
  @Override
  public void close() {
    descriptor.close();
  }

  /** {@return its name, for people} */
  @Override
  public String toString() {
    return descriptor.name();
  }
}
