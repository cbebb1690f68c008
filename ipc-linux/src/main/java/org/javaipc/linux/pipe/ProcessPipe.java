package org.javaipc.linux.pipe;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.javaipc.AccessRefusedException;
import org.javaipc.IpcException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.file.FileStatus;
import org.javaipc.linux.file.InheritedDescriptors;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.file.Fcntl;
import org.javaipc.linux.wait.PollableDescriptor;

/**
 * A pipe that a process holds: this one, which has inherited or made it, or another one of the same
 * user in the same pid namespace, whose descriptor table lies in /proc.
 *
 * <p>Attaching opens the pipe again: what this process sets for its end, such as O_NONBLOCK, is its own
 * affair, and the descriptor of the other process may be closed afterwards.
 *
 * @param pid of the process; 0 for this one
 * @param fd number of the descriptor there
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_fd.5.html">proc_pid_fd(5)</a>
 */
public record ProcessPipe(long pid, int fd) {
  /**
   * {@return which pipe it is}
   *
   * @param pipe either end
   * @throws IpcException if the kernel refuses
   */
  public static FileStatus.FileId id(PollableDescriptor pipe) throws IpcException {
    return FileStatus.of(pipe.descriptor()).id();
  }

  /** {@return the path under which the pipe can be opened} */
  public Path path() {
    return Path.of("/proc/" + (pid == 0 ? "self" : Long.toString(pid)) + "/fd/" + fd);
  }

  /**
   * {@return a read end}
   *
   * @throws IpcException if there is no such pipe, or it may not be opened
   */
  public PollableDescriptor openReader() throws IpcException {
    return open(Fcntl.O_RDONLY);
  }

  /**
   * {@return both ends in one: there is always a writer, and the end of the file never comes}
   *
   * @throws IpcException if there is no such pipe, or it may not be opened
   */
  public PollableDescriptor openBoth() throws IpcException {
    return open(Fcntl.O_RDWR);
  }

  /**
   * Refuses a number of this process under which it has opened something itself: who gave the number means what it was
   * started with.
   *
   * @throws AccessRefusedException if it is open and was not inherited
   */
  public void requireInherited() throws AccessRefusedException {
    if (pid == 0 && Files.exists(path()) && !InheritedDescriptors.has(fd)) {
      throw new AccessRefusedException(
          path()
              + ": this process was started without that descriptor, and has opened it for something"
              + " else; it was left alone: give the number of an inherited one");
    }
  }

  /**
   * Closes the descriptor that this process has inherited, unless it is one of the standard three.
   */
  public void closeInherited() {
    if (pid == 0 && fd > 2) {
      new Descriptor(fd, path().toString()).close();
    }
  }

  /**
   * {@return a write end}
   *
   * @throws IpcException if there is no such pipe, or it may not be opened
   */
  public PollableDescriptor openWriter() throws IpcException {
    return open(Fcntl.O_WRONLY);
  }

  /**
   * {@return a write end of a certain pipe; empty if that is gone, and its number perhaps another
   * file's}
   *
   * @param id which pipe it must be
   * @throws IpcException if it may not be opened
   */
  public Optional<PollableDescriptor> openWriter(FileStatus.FileId id) throws IpcException {
    int number = openNumber(Fcntl.O_WRONLY);
    if (Errno.missing(number) || Errno.nobodyThere(number)) {
      return Optional.empty();
    }
    PollableDescriptor pipe = checked(number);
    if (id(pipe).equals(id)) {
      return Optional.of(pipe);
    }
    pipe.close();
    return Optional.empty();
  }

  private PollableDescriptor open(int flags) throws IpcException {
    return checked(openNumber(flags));
  }

  private int openNumber(int flags) {
    return Descriptor.open(Fcntl.AT_FDCWD, path().toString(), flags | Fcntl.O_NONBLOCK, 0);
  }

  private PollableDescriptor checked(int number) throws IpcException {
    String name = path().toString();
    if (Errno.missing(number)) {
      throw SystemErrors.of(
          number,
          "open",
          name,
          "no such process, or it has no such descriptor; only processes of this user in"
              + " this pid namespace can be attached to");
    }
    Descriptor file = new Descriptor((int) SystemErrors.check(number, "open", name), name);
    try {
      FileStatus status = FileStatus.of(file);
      if (!status.isFifo()) {
        throw new AccessRefusedException(
            name
                + ": it is "
                + status.kindName()
                + ", not a pipe; it was left alone: give the number of a pipe's end");
      }
      return new PollableDescriptor(file);
    } catch (IpcException | RuntimeException e) {
      file.close();
      throw e;
    }
  }
}
