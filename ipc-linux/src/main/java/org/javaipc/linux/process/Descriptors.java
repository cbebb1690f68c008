package org.javaipc.linux.process;

import java.nio.file.Path;
import org.javaipc.IpcException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.file.InterruptibleOpen;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.file.Fcntl;
import org.javaipc.spi.NativeText;

/** Descriptors to hand to another program: files that are opened for it, copies of our own. */
public final class Descriptors {
  private Descriptors() {}

  /** How a file is opened. */
  public enum Access {
    /** For reading. */
    READ(Fcntl.O_RDONLY),
    /** For writing, cut to nothing or made. */
    WRITE(Fcntl.O_WRONLY | Fcntl.O_CREAT | Fcntl.O_TRUNC),
    /** For writing at the end, made if it is missing. */
    APPEND(Fcntl.O_WRONLY | Fcntl.O_CREAT | Fcntl.O_APPEND),
    /** For both, made if it is missing. */
    READ_WRITE(Fcntl.O_RDWR | Fcntl.O_CREAT);

    private final int flags;

    Access(int flags) {
      this.flags = flags;
    }
  }

  /**
   * Opens a file. Of a FIFO the other side is waited for, until an interrupt.
   *
   * @param file to open
   * @param access to have
   * @param mode of a file that is made
   * @return its descriptor
   * @throws IpcException if it cannot be opened
   */
  public static Descriptor open(Path file, Access access, int mode) throws IpcException {
    String name = NativeText.text(file);
    return InterruptibleOpen.openOrFail(name, access.flags, mode);
  }

  /**
   * {@return a copy of one of our descriptors}
   *
   * @param fd number of the descriptor
   * @param least number that the copy may have
   * @throws IpcException if there is no such descriptor, or no room for another
   */
  public static Descriptor copy(int fd, int least) throws IpcException {
    String name = "descriptor " + fd;
    int copy = Fcntl.fcntl(fd, Fcntl.F_DUPFD_CLOEXEC, least);
    return new Descriptor((int) SystemErrors.check(copy, "fcntl(F_DUPFD)", name), name);
  }

  /** {@return whether a descriptor of that number is open} */
  public static boolean isOpen(int fd) {
    return !Errno.failed(Fcntl.fcntl(fd, Fcntl.F_GETFD, 0));
  }
}
