package org.javaipc.linux.socket;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.OptionalInt;
import org.javaipc.AccessPolicy;
import org.javaipc.AccessRefusedException;
import org.javaipc.ChannelBusyException;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.SystemCallException;
import org.javaipc.linux.call.CString;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.file.FileAccess;
import org.javaipc.linux.file.FileStatus;
import org.javaipc.linux.file.Trust;
import org.javaipc.linux.lock.CompanionLock;
import org.javaipc.linux.memory.Ownership;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.file.Fcntl;
import org.javaipc.linux.raw.file.Stat;
import org.javaipc.linux.raw.file.Unistd;

/**
 * The file that a socket is bound to: created with its mode and owner before any client can connect, and removed with
 * its owner. A companion file {@code NAME.lock} is locked while the name is taken over and as long as the owner lives,
 * so that only one of two processes that find a leftover takes it.
 *
 * <p>The kernel tells whether an existing socket is in use: connecting a datagram socket is refused if no process has
 * the socket open, and otherwise succeeds or fails by the socket's type, without any server noticing.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
 */
public final class SocketFile implements AutoCloseable {
  /** What the name of a socket's lock has behind the socket's own. */
  public static final String LOCK_SUFFIX = ".lock";

  private static final int KEEP = -1;

  private final String path;
  private final CompanionLock lock;
  private final FileStatus.FileId id;

  private SocketFile(String path, CompanionLock lock, FileStatus.FileId id) {
    this.path = path;
    this.lock = lock;
    this.id = id;
  }

  /**
   * The owner and the permissions of the file.
   *
   * @param policy permission bits, and whose file may have had the name before
   * @param uid owner, or -1 for this user
   * @param gid group, or -1 for this process's
   */
  public record Ownership(AccessPolicy policy, int uid, int gid) {
    private OptionalInt group() {
      return gid == KEEP ? OptionalInt.empty() : OptionalInt.of(gid);
    }
  }

  /**
   * Binds a socket to a path, whose leftover it removes. The socket does not listen yet.
   *
   * @param socket that has no name
   * @param name of the file, a path of at most {@value SocketName#MOST_BYTES} bytes
   * @param ownership of the file
   * @return the file, to be closed before the socket
   * @throws ChannelBusyException if a live socket has the name
   * @throws CorruptChannelException if the file of that name is not a socket; it is left alone
   * @throws AccessRefusedException if this user may not, or a user who is not trusted has the name
   * @throws NoSuchObjectException if its directory does not exist
   * @throws SystemCallException if the kernel refuses otherwise
   * @throws IpcException if the kernel refuses
   */
  public static SocketFile bind(SocketDescriptor socket, SocketName name, Ownership ownership)
      throws IpcException {
    String path = name.text();
    requireDirectory(path);
    AccessPolicy policy = ownership.policy();
    FileAccess access = FileAccess.at(path, policy.mode(), ownership.group());
    Optional<CompanionLock> lock = CompanionLock.tryTake(path + LOCK_SUFFIX, access);
    if (lock.isEmpty()) {
      requireTrusted(path + LOCK_SUFFIX, policy);
      throw new ChannelBusyException(
          path + ": another process is the server; close it first, or use another name");
    }
    try {
      clear(name, policy);
      int returned = socket.bind(name, policy.mode());
      if (Errno.addressInUse(returned)) {
        throw new ChannelBusyException(path + ": another process has just bound it");
      }
      SystemErrors.check(returned, "bind", path);
      return new SocketFile(path, lock.get(), own(path, ownership.uid(), access));
    } catch (IpcException | RuntimeException e) {
      lock.get().close();
      throw e;
    }
  }

  /** Frees the name of a leftover, or throws why it cannot be had. */
  private static void clear(SocketName name, AccessPolicy policy) throws IpcException {
    Optional<FileStatus> found = FileStatus.at(name.text());
    if (found.isEmpty()) {
      return;
    }
    requireSocket(name.text(), found.get());
    if (isAlive(name)) {
      requireTrusted(name.text(), policy);
      throw new ChannelBusyException(
          name + ": another process has this socket open; close it first, or use another name");
    }
    unlink(name.text());
  }

  /** Checks the owner: a stranger's process may have taken the name first. */
  private static void requireTrusted(String path, AccessPolicy policy) throws IpcException {
    Optional<FileStatus> found = FileStatus.at(path);
    if (found.isPresent()) {
      Trust.require(policy, found.get().uid(), found.get().gid(), path);
    }
  }

  /**
   * Refuses anything that is not a socket.
   *
   * @param path of a file
   * @param status of the file
   * @throws CorruptChannelException if it is not a socket
   */
  private static void requireSocket(String path, FileStatus status) throws CorruptChannelException {
    if (!status.isSocket()) {
      throw new CorruptChannelException(
          path
              + ": it is "
              + status.kindName()
              + ", not a socket; it was left alone: remove it yourself if it is not needed");
    }
  }

  /**
   * Refuses a name under which no server can ever listen as things are, so that waiting for one would be
   * in vain. A link is followed, as the kernel follows it.
   *
   * @param name any; an abstract one is always possible
   * @throws CorruptChannelException if the file of that name is not a socket
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

  /**
   * Refuses a name that a live socket of another kind has. No stream server notices being asked.
   *
   * @param name any; of an abstract one each kind of socket has its own
   * @param kind that is meant
   * @throws SystemCallException if another kind of socket has it
   * @throws IpcException if the kernel refuses
   */
  public static void requireKind(SocketName name, SocketKind kind) throws IpcException {
    if (name.isPath() && FileStatus.at(name.text()).isPresent()) {
      try {
        if (isOtherKind(name, kind)) {
          throw otherKind(name, kind);
        }
      } catch (AccessRefusedException e) {
        // a process that connects is told so
      }
    }
  }

  private static boolean isOtherKind(SocketName name, SocketKind kind) throws IpcException {
    return switch (probe(name, SocketKind.DATAGRAM)) {
      case NOBODY -> false;
      case YES, FULL -> kind != SocketKind.DATAGRAM;
      case OTHER_KIND ->
          switch (kind) {
            case DATAGRAM -> true;
            case STREAM -> isSeqpacket(name);
            case SEQPACKET -> false; // connecting tells
          };
    };
  }

  /** Only a seqpacket server, which a stream client cannot use anyway, sees a client come and go. */
  private static boolean isSeqpacket(SocketName name) throws IpcException {
    return switch (probe(name, SocketKind.SEQPACKET)) {
      case YES, FULL -> true;
      case NOBODY, OTHER_KIND -> false;
    };
  }

  private static SocketDescriptor.Connected probe(SocketName name, SocketKind kind)
      throws IpcException {
    try (SocketDescriptor probe = SocketDescriptor.open(kind, name.text())) {
      return probe.connect(name);
    }
  }

  /**
   * {@return the error of connecting to another kind of socket}
   *
   * @param name of the socket
   * @param kind that was meant
   */
  public static SystemCallException otherKind(SocketName name, SocketKind kind) {
    return new SystemCallException(
        "%s: another kind of socket has this name, not a %s socket; connect to it as its own kind"
            .formatted(name, kind),
        "EPROTOTYPE");
  }

  private static void requireDirectory(String path) throws IpcException {
    int slash = path.lastIndexOf('/');
    String directory = slash < 0 ? "." : path.substring(0, Math.max(1, slash));
    int fd = Descriptor.open(Fcntl.AT_FDCWD, directory, Fcntl.O_PATH | Fcntl.O_DIRECTORY, 0);
    if (Errno.missing(fd)) {
      throw new NoSuchObjectException(
          path + ": no such directory: " + directory + "; make it first", Errno.name(Errno.ENOENT));
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
   * {@return whether any process has the socket with that name open} The process does not notice the check.
   *
   * @param name a path
   * @throws AccessRefusedException if this user may not write to the socket
   * @throws IpcException if the kernel refuses
   */
  public static boolean isAlive(SocketName name) throws IpcException {
    return probe(name, SocketKind.DATAGRAM) != SocketDescriptor.Connected.NOBODY;
  }

  /**
   * Removes the file of a socket whose owner is dead, and the lock of one that died before it had made the file.
   *
   * @param name a path
   * @return whether there was one and it is gone
   * @throws IpcException if the kernel refuses
   */
  public static boolean removeLeftover(SocketName name) throws IpcException {
    String locked = name.text() + LOCK_SUFFIX;
    Optional<FileStatus> found = FileStatus.at(name.text());
    if (found.isEmpty() ? FileStatus.at(locked).isEmpty() : !found.get().isSocket()) {
      return false;
    }
    Optional<CompanionLock> lock =
        CompanionLock.tryTake(locked, FileAccess.of(AccessPolicy.PRIVATE));
    if (lock.isEmpty()) {
      return false;
    }
    try {
      if (FileStatus.at(name.text()).filter(FileStatus::isSocket).isEmpty() || isAlive(name)) {
        return false;
      }
      unlink(name.text());
      return true;
    } finally {
      lock.get().close();
    }
  }

  /** Gives the file its mode and owner: what the umask took comes back. */
  private static FileStatus.FileId own(String path, int uid, FileAccess access)
      throws IpcException {
    int fd = Descriptor.open(Fcntl.AT_FDCWD, path, Fcntl.O_PATH | Fcntl.O_NOFOLLOW, 0);
    SystemErrors.check(fd, "open(O_PATH)", path);
    try (Descriptor file = new Descriptor(fd, path);
        Arena arena = Arena.ofConfined()) {
      FileStatus status = FileStatus.of(file);
      requireSocket(path, status);
      MemorySegment self = CString.of(arena, "/proc/self/fd/" + fd);
      int gid = access.group().orElse(KEEP);
      if (uid != KEEP || gid != KEEP) {
        SystemErrors.check(Unistd.fchownat(Fcntl.AT_FDCWD, self, uid, gid, 0), "chown", path);
      }
      SystemErrors.check(Stat.fchmodat(Fcntl.AT_FDCWD, self, access.mode(), 0), "chmod", path);
      return status.id();
    }
  }

  private static void unlink(String path) throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      int returned = Unistd.unlinkat(Fcntl.AT_FDCWD, CString.of(arena, path), 0);
      if (!Errno.missing(returned)) {
        SystemErrors.check(returned, "unlink", path);
      }
    }
  }

  /**
   * {@return whether the path still stands for this file}
   *
   * @throws IpcException if that cannot be said
   */
  public boolean stands() throws IpcException {
    return FileStatus.at(path).filter(found -> found.id().equals(id)).isPresent();
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
        if (stands()) {
          unlink(path);
        }
      } finally {
        lock.close();
      }
    }
  }
}
