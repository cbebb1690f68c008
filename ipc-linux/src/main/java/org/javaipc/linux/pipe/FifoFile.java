package org.javaipc.linux.pipe;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Optional;
import org.javaipc.AccessPolicy;
import org.javaipc.AccessRefusedException;
import org.javaipc.IpcException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.linux.call.CString;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.file.FileAccess;
import org.javaipc.linux.file.FileStatus;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.file.Fcntl;
import org.javaipc.linux.raw.file.Stat;
import org.javaipc.linux.raw.file.Unistd;
import org.javaipc.linux.wait.PollableDescriptor;
import org.javaipc.spi.NativeText;

/**
 * A FIFO by its path. Nothing here waits, follows a link, or touches anything that is not a FIFO.
 *
 * @param path of the file
 * @param policy whose FIFO is accepted, and the mode of one that is made
 * @see <a href="https://man7.org/linux/man-pages/man7/fifo.7.html">fifo(7)</a>
 */
public record FifoFile(Path path, AccessPolicy policy) {
  /**
   * Creates the FIFO, unless there is one that is accepted.
   *
   * @return whether it was created
   * @throws AccessRefusedException if the path is something else, or another user's
   * @throws IpcException if it cannot be made
   */
  public boolean make() throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      int returned = Stat.mkfifoat(Fcntl.AT_FDCWD, CString.of(arena, path), policy.mode());
      if (Errno.exists(returned)) {
        open(Fcntl.O_PATH).close();
        return false;
      }
      if (Errno.missing(returned)) {
        throw new NoSuchObjectException(
            path + ": no such directory: " + path.getParent() + "; make it first", "ENOENT");
      }
      SystemErrors.check(returned, "mkfifo", NativeText.text(path));
      return true;
    }
  }

  /**
   * Gives the FIFO the mode and the group of the policy, whatever the umask.
   *
   * @param fifo that was opened
   * @throws IpcException if it is not this user's
   */
  public void applyMode(PollableDescriptor fifo) throws IpcException {
    FileAccess.at(NativeText.text(path), policy.mode(), policy.group()).applyTo(fifo.descriptor());
  }

  /**
   * {@return the permission bits that it has}
   *
   * @throws IpcException if it is not a FIFO that is accepted
   */
  public int mode() throws IpcException {
    try (Descriptor file = open(Fcntl.O_PATH)) {
      return FileStatus.of(file).permissions();
    }
  }

  /**
   * {@return a read end} It opens whether or not there is a writer.
   *
   * @throws IpcException if it is not a FIFO that is accepted, or cannot be opened
   */
  public PollableDescriptor openReader() throws IpcException {
    return new PollableDescriptor(open(Fcntl.O_RDONLY));
  }

  /**
   * {@return both ends in one: there is always a writer, and the end of the file never comes}
   *
   * @throws IpcException if it is not a FIFO that is accepted, or cannot be opened
   */
  public PollableDescriptor openBoth() throws IpcException {
    return new PollableDescriptor(open(Fcntl.O_RDWR));
  }

  /**
   * {@return a write end; empty if no process has it open for reading}
   *
   * @throws IpcException if it is not a FIFO that is accepted, or cannot be opened
   */
  public Optional<PollableDescriptor> openWriter() throws IpcException {
    int fd = openNumber(Fcntl.O_WRONLY);
    if (Errno.nobodyThere(fd)) {
      open(Fcntl.O_PATH).close(); // says so if it is not a FIFO
      return Optional.empty();
    }
    return Optional.of(new PollableDescriptor(accepted(fd)));
  }

  /**
   * {@return whether something has the path}
   *
   * @throws IpcException if that cannot be said
   */
  public boolean exists() throws IpcException {
    int fd = openNumber(Fcntl.O_PATH);
    if (Errno.missing(fd)) {
      return false;
    }
    new Descriptor(
            (int) SystemErrors.check(fd, "open", NativeText.text(path)), NativeText.text(path))
        .close();
    return true;
  }

  /**
   * {@return whether the path stands for a FIFO}
   *
   * @param id of the FIFO
   * @throws IpcException if that cannot be said
   */
  public boolean stands(FileStatus.FileId id) throws IpcException {
    return FileStatus.at(NativeText.text(path)).filter(found -> found.id().equals(id)).isPresent();
  }

  /**
   * Refuses anything at the path that is not a FIFO of a trusted user.
   *
   * @throws AccessRefusedException if the path is something else, or an untrusted user's
   * @throws IpcException if that cannot be said
   */
  public void check() throws IpcException {
    if (exists()) {
      open(Fcntl.O_PATH).close();
    }
  }

  /**
   * Removes the FIFO, if there is one; leaves anything else alone.
   *
   * @return whether it was removed
   * @throws AccessRefusedException if the path is something else, or another user's
   * @throws IpcException if it cannot be removed
   */
  public boolean delete() throws IpcException {
    if (!exists()) {
      return false;
    }
    open(Fcntl.O_PATH).close();
    try (Arena arena = Arena.ofConfined()) {
      int returned = Unistd.unlinkat(Fcntl.AT_FDCWD, CString.of(arena, path), 0);
      if (Errno.missing(returned)) {
        return false;
      }
      SystemErrors.check(returned, "unlink", NativeText.text(path));
      return true;
    }
  }

  private int openNumber(int flags) {
    return Descriptor.open(
        Fcntl.AT_FDCWD, NativeText.text(path), flags | Fcntl.O_NONBLOCK | Fcntl.O_NOFOLLOW, 0);
  }

  private Descriptor open(int flags) throws IpcException {
    return accepted(openNumber(flags));
  }

  private Descriptor accepted(int fd) throws IpcException {
    if (Errno.isLink(fd)) {
      throw notFifo("a symbolic link, which is never followed here");
    }
    if (Errno.otherKind(fd) && !Errno.nobodyThere(fd)) {
      throw notFifo("a directory, or below something that is not a directory");
    }
    Descriptor file =
        new Descriptor(
            (int) SystemErrors.check(fd, "open", NativeText.text(path)), NativeText.text(path));
    try {
      FileStatus status = FileStatus.of(file);
      if (!status.isFifo()) {
        throw notFifo(status.kindName());
      }
      if (!policy.trusts(status.uid(), status.gid(), Unistd.geteuid())) {
        String uid = Integer.toUnsignedString(status.uid());
        throw new AccessRefusedException(
            "%s: the FIFO belongs to uid=%s, who is not trusted; allow it with trust=uid:%s"
                .formatted(path, uid, uid));
      }
      return file;
    } catch (IpcException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private AccessRefusedException notFifo(String kind) {
    return new AccessRefusedException(
        path + ": it is " + kind + ", not a FIFO; it was left alone: name another path");
  }
}
