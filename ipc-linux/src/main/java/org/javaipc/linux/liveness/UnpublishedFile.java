package org.javaipc.linux.liveness;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.javaipc.IpcException;
import org.javaipc.linux.call.CString;
import org.javaipc.linux.call.RandomNumber;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.file.FileAccess;
import org.javaipc.linux.lock.LockByte;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.file.Fcntl;
import org.javaipc.linux.raw.file.Unistd;

/**
 * A file that is being created: it has no name, or one that no process looks for, until it is complete and its owner's
 * lock is taken. A process that finds it under its name finds it complete, and knows by the lock whether its owner is
 * alive. A creator that is killed leaves nothing behind, or a file that {@link StaleFile} removes.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/open.2.html">O_TMPFILE in open(2)</a>
 */
public final class UnpublishedFile implements AutoCloseable {
  /** Files whose name starts so are in the making, where the file system needs a name for them. */
  static final String PREFIX = ".new-";

  private final RuntimeDirectory directory;
  private final Descriptor file;
  private final String temporary;
  private boolean published;

  private UnpublishedFile(RuntimeDirectory directory, Descriptor file, String temporary) {
    this.directory = directory;
    this.file = file;
    this.temporary = temporary;
  }

  /**
   * Makes an empty file and takes its owner's lock.
   *
   * @param directory that it will appear in
   * @param name for messages
   * @param access mode and group, whatever the umask; {@linkplain FileAccess#forLocks as far as} locks allow it
   */
  public static UnpublishedFile create(RuntimeDirectory directory, String name, FileAccess access)
      throws IpcException {
    int mode = access.mode();
    int fd =
        Descriptor.open(directory.descriptor().fd(), ".", Fcntl.O_TMPFILE | Fcntl.O_RDWR, mode);
    if (Errno.unsupported(fd)) {
      return named(directory, name, access);
    }
    directory.checkMade(fd, "open(O_TMPFILE)", name);
    UnpublishedFile hidden =
        new UnpublishedFile(directory, new Descriptor(fd, directory.pathOf(name)), "");
    if (!hidden.prepare(access)) {
      throw new IllegalStateException(hidden.file().name() + ": a file without a name is locked");
    }
    return hidden;
  }

  /** Like {@link #create} for a file system without O_TMPFILE. */
  public static UnpublishedFile named(RuntimeDirectory directory, String name, FileAccess access)
      throws IpcException {
    while (true) {
      String temporary = PREFIX + Long.toHexString(RandomNumber.next());
      int fd = directory.openFile(temporary, Fcntl.O_RDWR | Fcntl.O_CREAT | Fcntl.O_EXCL);
      if (Errno.exists(fd)) {
        continue;
      }
      directory.checkMade(fd, "open(O_CREAT)", name);
      UnpublishedFile hidden =
          new UnpublishedFile(directory, new Descriptor(fd, directory.pathOf(name)), temporary);
      // A cleaner may have intervened: then it holds the lock, or the name is gone.
      if (hidden.prepare(access) && StaleFile.stands(directory, temporary, hidden.file())) {
        return hidden;
      }
      hidden.close();
    }
  }

  /** {@return the open file; the caller's once it is published} */
  public Descriptor file() {
    return file;
  }

  /**
   * Gives the file its name.
   *
   * @return false if the name is taken
   */
  public boolean publish(String name) throws IpcException {
    int returned = link(name);
    if (Errno.exists(returned)) {
      return false;
    }
    SystemErrors.check(returned, "link", directory.pathOf(name));
    published = true;
    removeTemporary();
    return true;
  }

  /** Throws the file away, unless it was published. */
  @Override
  public void close() {
    if (!published) {
      removeTemporary();
      file.close();
    }
  }

  private boolean prepare(FileAccess access) throws IpcException {
    try {
      access.applyTo(file);
      return LockByte.OWNER.of(file).tryLock();
    } catch (IpcException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private int link(String name) {
    try (Arena arena = Arena.ofConfined()) {
      int directoryFd = directory.descriptor().fd();
      MemorySegment target = CString.of(arena, name);
      if (temporary.isEmpty()) {
        MemorySegment self = CString.of(arena, "/proc/self/fd/" + file.fd());
        return Unistd.linkat(Fcntl.AT_FDCWD, self, directoryFd, target, Fcntl.AT_SYMLINK_FOLLOW);
      }
      return Unistd.linkat(directoryFd, CString.of(arena, temporary), directoryFd, target, 0);
    }
  }

  private void removeTemporary() {
    if (!temporary.isEmpty()) {
      directory.unlink(temporary);
    }
  }
}
