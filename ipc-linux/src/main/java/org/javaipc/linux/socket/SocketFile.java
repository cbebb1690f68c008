package org.javaipc.linux.socket;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.javaipc.AccessRefusedException;
import org.javaipc.ChannelBusyException;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.SystemCallException;
import org.javaipc.linux.CompanionLock;
import org.javaipc.linux.Descriptor;
import org.javaipc.linux.FileStatus;
import org.javaipc.linux.SystemErrors;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.Fcntl;
import org.javaipc.linux.raw.Stat;
import org.javaipc.linux.raw.Unistd;

/**
 * The file that a socket is bound to: made with its mode and owner before anybody can connect, removed
 * with its owner. A companion file {@code NAME.lock} is held under a lock while the name is taken over
 * and as long as the owner lives, so that of two that find a leftover one takes it.
 *
 * <p>Whether what is there lives is asked of the kernel: connecting a datagram socket is refused where
 * nobody has the socket open, and otherwise succeeds or fails by the socket's type, without any server
 * noticing.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
 */
public final class SocketFile implements AutoCloseable {
  private final String path;
  private final CompanionLock lock;
  private final FileStatus.FileId id;

  private SocketFile(String path, CompanionLock lock, FileStatus.FileId id) {
    this.path = path;
    this.lock = lock;
    this.id = id;
  }

  /**
   * Who owns the file and who may use it.
   *
   * @param mode permission bits, 0 to 0777
   * @param uid owner, or -1 for this user
   * @param gid group, or -1 for this process's
   */
  public record Ownership(int mode, int uid, int gid) {}

  /**
   * Binds a socket to a path, whose leftover it removes. The socket does not listen yet.
   *
   * @param socket that has no name
   * @param name of the file, a path of at most {@value SocketName#MOST_BYTES} bytes
   * @param ownership of the file
   * @return the file, to be closed before the socket
   * @throws ChannelBusyException if a live socket has the name
   * @throws CorruptChannelException if something that is no socket has the name; it is left alone
   * @throws AccessRefusedException if this user may not
   * @throws NoSuchObjectException if its directory does not exist
   * @throws SystemCallException if the kernel refuses otherwise
   * @throws IpcException if the kernel refuses
   */
  public static SocketFile bind(SocketDescriptor socket, SocketName name, Ownership ownership)
      throws IpcException {
    String path = name.text();
    requireDirectory(path);
    Optional<CompanionLock> lock = CompanionLock.tryTake(path + ".lock");
    if (lock.isEmpty()) {
      throw new ChannelBusyException(
          path + ": another process is the server; close it first, or use another name");
    }
    try {
      clear(name);
      int returned = socket.bind(name, ownership.mode());
      if (Errno.addressInUse(returned)) {
        throw new ChannelBusyException(path + ": another process has just bound it");
      }
      SystemErrors.check(returned, "bind", path);
      return new SocketFile(path, lock.get(), own(path, ownership));
    } catch (IpcException | RuntimeException e) {
      lock.get().close();
      throw e;
    }
  }

  /** Frees the name of a leftover, or throws why it cannot be had. */
  private static void clear(SocketName name) throws IpcException {
    Optional<FileStatus> found = FileStatus.at(name.text());
    if (found.isEmpty()) {
      return;
    }
    requireSocket(name.text(), found.get());
    if (isAlive(name)) {
      throw new ChannelBusyException(
          name + ": another process has this socket open; close it first, or use another name");
    }
    unlink(name.text());
  }

  /**
   * Refuses what is no socket.
   *
   * @param path of a file
   * @param status of the file
   * @throws CorruptChannelException if it is none
   */
  private static void requireSocket(String path, FileStatus status) throws CorruptChannelException {
    if (!status.isSocket()) {
      throw new CorruptChannelException(
          path
              + ": it is "
              + status.kindName()
              + ", no socket; it was left alone: remove it yourself if nobody needs it");
    }
  }

  /**
   * Refuses a name under which no server can ever listen as things are, so that waiting for one would be
   * in vain. A link is followed, as the kernel follows it.
   *
   * @param name any; an abstract one is always possible
   * @throws CorruptChannelException if something that is no socket has the name
   * @throws AccessRefusedException if this user may not look at it
   * @throws NoSuchObjectException if its directory does not exist
   * @throws IpcException if the kernel refuses otherwise
   */
  public static void requirePossible(SocketName name) throws IpcException {
    if (name.isPath() && !isSocketAt(name.text())) {
      requireDirectory(name.text());
      requireNothing(name.text());
    }
  }

  private static void requireDirectory(String path) throws IpcException {
    String directory = path.substring(0, Math.max(1, path.lastIndexOf('/')));
    int fd = Descriptor.open(Fcntl.AT_FDCWD, directory, Fcntl.O_PATH | Fcntl.O_DIRECTORY, 0);
    if (Errno.missing(fd)) {
      throw new NoSuchObjectException(
          path + ": there is no directory " + directory + "; make it first",
          Errno.name(Errno.ENOENT));
    }
    SystemErrors.check(fd, "open(O_DIRECTORY) of its directory", path);
    new Descriptor(fd, directory).close();
  }

  private static boolean isSocketAt(String path) throws IpcException {
    int fd = Descriptor.open(Fcntl.AT_FDCWD, path, Fcntl.O_PATH, 0);
    if (Errno.missing(fd) || Errno.otherKind(fd)) {
      return false;
    }
    SystemErrors.check(fd, "open(O_PATH)", path);
    try (Descriptor file = new Descriptor(fd, path)) {
      requireSocket(path, FileStatus.of(file));
      return true;
    }
  }

  /** Refuses a link to nothing; a socket may have come by now. */
  private static void requireNothing(String path) throws IpcException {
    Optional<FileStatus> found = FileStatus.at(path);
    if (found.isPresent()) {
      requireSocket(path, found.get());
    }
  }

  /**
   * {@return whether some process has the socket of that name open} Nobody notices being asked.
   *
   * @param name a path
   * @throws AccessRefusedException if this user may not write to the socket
   * @throws IpcException if the kernel refuses
   */
  public static boolean isAlive(SocketName name) throws IpcException {
    try (SocketDescriptor probe = SocketDescriptor.open(false, name.text())) {
      return probe.connect(name) != SocketDescriptor.Connected.NOBODY;
    }
  }

  /**
   * Removes the file of a socket whose owner is dead.
   *
   * @param name a path
   * @return whether there was one and it is gone
   * @throws IpcException if the kernel refuses
   */
  public static boolean removeLeftover(SocketName name) throws IpcException {
    Optional<FileStatus> found = FileStatus.at(name.text());
    if (found.isEmpty() || !found.get().isSocket()) {
      return false;
    }
    Optional<CompanionLock> lock = CompanionLock.tryTake(name.text() + ".lock");
    if (lock.isEmpty()) {
      return false;
    }
    try {
      if (isAlive(name)) {
        return false;
      }
      unlink(name.text());
      return true;
    } finally {
      lock.get().close();
    }
  }

  /** Gives the file its mode and owner: what the umask took comes back. */
  private static FileStatus.FileId own(String path, Ownership ownership) throws IpcException {
    int fd = Descriptor.open(Fcntl.AT_FDCWD, path, Fcntl.O_PATH | Fcntl.O_NOFOLLOW, 0);
    SystemErrors.check(fd, "open(O_PATH)", path);
    try (Descriptor file = new Descriptor(fd, path);
        Arena arena = Arena.ofConfined()) {
      FileStatus status = FileStatus.of(file);
      requireSocket(path, status);
      MemorySegment self = arena.allocateFrom("/proc/self/fd/" + fd);
      if (ownership.uid() != -1 || ownership.gid() != -1) {
        SystemErrors.check(
            Unistd.fchownat(Fcntl.AT_FDCWD, self, ownership.uid(), ownership.gid(), 0),
            "chown",
            path);
      }
      SystemErrors.check(Stat.fchmodat(Fcntl.AT_FDCWD, self, ownership.mode(), 0), "chmod", path);
      return status.id();
    }
  }

  private static void unlink(String path) throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      int returned = Unistd.unlinkat(Fcntl.AT_FDCWD, arena.allocateFrom(path), 0);
      if (!Errno.missing(returned)) {
        SystemErrors.check(returned, "unlink", path);
      }
    }
  }

  /** {@return the path} */
  @Override
  public String toString() {
    return path;
  }

  /**
   * Removes the file, unless another one has its name by now. Repeating it does nothing.
   *
   * @throws IpcException if the kernel refuses
   */
  @Override
  public void close() throws IpcException {
    if (lock.isHeld()) {
      try {
        Optional<FileStatus> found = FileStatus.at(path);
        if (found.isPresent() && found.get().id().equals(id)) {
          unlink(path);
        }
      } finally {
        lock.close();
      }
    }
  }
}
