package org.javaipc.linux.lock;

import java.lang.foreign.Arena;
import java.util.Optional;
import org.javaipc.AccessRefusedException;
import org.javaipc.IpcException;
import org.javaipc.SystemCallException;
import org.javaipc.linux.call.CString;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.file.FileAccess;
import org.javaipc.linux.file.FileStatus;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.file.Fcntl;
import org.javaipc.linux.raw.file.Unistd;

/**
 * A file that is held under a lock beside an object that cannot be locked itself, such as a socket. The
 * kernel drops the lock with its holder's death; the file that stays is taken over by the next one.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/F_OFD_SETLK.2const.html">F_OFD_SETLK(2)</a>
 */
public final class CompanionLock implements AutoCloseable {
  private static final int FLAGS = Fcntl.O_RDWR | Fcntl.O_NOFOLLOW | Fcntl.O_NONBLOCK;

  private final String path;
  private final Descriptor file;
  private boolean held = true; // guarded by this

  private CompanionLock(String path, Descriptor file) {
    this.path = path;
    this.file = file;
  }

  /**
   * Takes the lock, and creates its file if there is none.
   *
   * @param path of the file, in an existing directory
   * @param access mode and group of a new file, as far as {@link FileAccess#forLocks} allows
   * @return the lock, which the caller has to close; empty if another process holds it
   * @throws AccessRefusedException if the user has no permission, or the file is a symbolic link
   * @throws SystemCallException if the directory does not exist
   * @throws IpcException if the kernel refuses for another reason
   */
  public static Optional<CompanionLock> tryTake(String path, FileAccess access)
      throws IpcException {
    while (true) {
      Descriptor file = open(path, access.forLocks());
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

  private static Descriptor open(String path, FileAccess access) throws IpcException {
    while (true) {
      int fd = Descriptor.open(Fcntl.AT_FDCWD, path, FLAGS, 0);
      if (!Errno.missing(fd)) {
        return new Descriptor((int) SystemErrors.check(fd, "open", path), path);
      }
      int made =
          Descriptor.open(
              Fcntl.AT_FDCWD, path, FLAGS | Fcntl.O_CREAT | Fcntl.O_EXCL, access.mode());
      if (Errno.missing(made)) {
        throw new SystemCallException(
            path
                + ": cannot be made, because its directory does not exist; make the directory first",
            Errno.name(Errno.ENOENT));
      }
      if (!Errno.exists(made)) {
        return prepared(new Descriptor((int) SystemErrors.check(made, "open", path), path), access);
      }
    }
  }

  private static Descriptor prepared(Descriptor made, FileAccess access) throws IpcException {
    try {
      access.applyTo(made);
      return made;
    } catch (IpcException | RuntimeException e) {
      made.close();
      throw e;
    }
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
        Unistd.unlinkat(Fcntl.AT_FDCWD, CString.of(arena, path), 0);
      }
      file.close();
    }
  }
}
