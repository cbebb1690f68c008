package org.javaipc.linux.process;

import org.javaipc.IpcException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.process.Pidfd;
import org.javaipc.linux.wait.KernelFeatures;

/**
 * A process, identified by a descriptor, which never refers to another process even if the number is reused.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/pidfd_open.2.html">pidfd_open(2)</a>
 */
public final class PidFd implements AutoCloseable {
  private static final String REFUSED =
      "this kernel or sandbox refuses it to every process; use Linux 5.3 or later, and let the seccomp"
          + " profile of the container allow pidfd_open";

  private final Descriptor descriptor;

  private PidFd(Descriptor descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * {@return a process}
   *
   * @param pid its number
   * @throws IpcException if there is none of that number
   */
  public static PidFd open(long pid) throws IpcException {
    String name = "process " + pid;
    int fd = pid != (int) pid ? -Errno.ESRCH : Pidfd.pidfd_open((int) pid, 0);
    if (Errno.failed(fd) && isRefused()) {
      throw SystemErrors.of(fd, "pidfd_open", name, REFUSED);
    }
    return new PidFd(new Descriptor((int) SystemErrors.check(fd, "pidfd_open", name), name));
  }

  /** {@return whether this kernel or sandbox does not support such descriptors at all} */
  static boolean isRefused() throws IpcException {
    return !KernelFeatures.pidfd();
  }

  /**
   * {@return the number of the descriptor}
   *
   * @throws IllegalStateException if it is closed
   */
  public int fd() {
    return descriptor.fd();
  }

  /**
   * Sends a signal.
   *
   * @param signal its number, or 0 to ask
   * @return whether the process is there to get it; also a zombie is
   * @throws IpcException if this user may not, or there is no such signal
   */
  public boolean signal(int signal) throws IpcException {
    int returned = Pidfd.pidfd_send_signal(descriptor.fd(), signal);
    if (Errno.gone(returned)) {
      return false;
    }
    SystemErrors.check(returned, "pidfd_send_signal(" + signal + ")", descriptor.name());
    return true;
  }

  /**
   * {@return a copy of a descriptor that the process has}
   *
   * @param number of the descriptor there
   * @throws IpcException if it has none of that number, or this user may not
   */
  public Descriptor descriptor(int number) throws IpcException {
    String name = "descriptor " + number + " of " + descriptor.name();
    int fd = Pidfd.pidfd_getfd(descriptor.fd(), number);
    if (Errno.notPermitted(fd)) {
      throw SystemErrors.of(
          fd,
          "pidfd_getfd",
          name,
          "this process may not inspect that one: it must belong to the same user and, where kernel.yama.ptrace_scope is 1, a descendant; or have CAP_SYS_PTRACE");
    }
    return new Descriptor((int) SystemErrors.check(fd, "pidfd_getfd", name), name);
  }

  /** Closes the descriptor; the process continues. */
  @Override
  public void close() {
    descriptor.close();
  }
}
