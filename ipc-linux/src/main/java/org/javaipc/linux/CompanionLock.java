package org.javaipc.linux;

import java.lang.foreign.Arena;
import java.util.Optional;
import org.javaipc.AccessRefusedException;
import org.javaipc.IpcException;
import org.javaipc.SystemCallException;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.Fcntl;
import org.javaipc.linux.raw.Unistd;

/**
 * A file that is held under a lock beside an object that cannot be locked itself, such as a socket. The
 * kernel drops the lock with its holder's death; the file that stays is taken over by the next one.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/F_OFD_SETLK.2const.html">F_OFD_SETLK(2)</a>
 */
public final class CompanionLock implements AutoCloseable {
  private static final int PRIVATE = 0600;

  private final String path;
  private final Descriptor file;
  private boolean held = true; // guarded by this

  private CompanionLock(String path, Descriptor file) {
    this.path = path;
    this.file = file;
  }

  /**
   * Takes the lock, and makes its file if there is none.
   *
   * @param path of the file, in an existing directory
   * @return the lock, the caller's to close; empty if somebody holds it
   * @throws AccessRefusedException if this user may not, or the file is a symbolic link
   * @throws SystemCallException if the directory does not exist
   * @throws IpcException if the kernel refuses for another reason
   */
  public static Optional<CompanionLock> tryTake(String path) throws IpcException {
    while (true) {
      Descriptor file = open(path);
      try {
        if (!LockByte.OWNER.of(file).tryLock()) {
          file.close();
          return Optional.empty();
        }
        if (stands(path, file)) {
          return Optional.of(new CompanionLock(path, file));
        }
        file.close(); // its holder removed it between our opening and our locking
      } catch (IpcException | RuntimeException e) {
        file.close();
        throw e;
      }
    }
  }

  private static Descriptor open(String path) throws IpcException {
    int flags = Fcntl.O_RDWR | Fcntl.O_CREAT | Fcntl.O_NOFOLLOW | Fcntl.O_NONBLOCK;
    int fd = Descriptor.open(Fcntl.AT_FDCWD, path, flags, PRIVATE);
    if (Errno.missing(fd)) {
      throw new SystemCallException(
          path + ": cannot be made, because its directory does not exist; make the directory first",
          Errno.name(Errno.ENOENT));
    }
    return new Descriptor((int) SystemErrors.check(fd, "open", path), path);
  }

  private static boolean stands(String path, Descriptor file) throws IpcException {
    Optional<FileStatus> found = FileStatus.at(path);
    return found.isPresent() && found.get().id().equals(FileStatus.of(file).id());
  }

  /** {@return whether this object holds the lock still} */
  public synchronized boolean isHeld() {
    return held;
  }

  /** {@return the path of the file} */
  @Override
  public String toString() {
    return path;
  }

  /** Removes the file and gives the lock back; repeating it does nothing. */
  @Override
  public synchronized void close() {
    if (held) {
      held = false;
      try (Arena arena = Arena.ofConfined()) {
        // Whatever it returns: a file that stays is taken over by the next one.
        Unistd.unlinkat(Fcntl.AT_FDCWD, arena.allocateFrom(path), 0);
      }
      file.close();
    }
  }
}
