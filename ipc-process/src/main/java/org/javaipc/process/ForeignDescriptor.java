package org.javaipc.process;

import org.javaipc.IpcException;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.process.PidFd;

/**
 * A copy of a descriptor of another process, made without its help. It shares everything except the number: offset,
 * flags, locks. Allowed where this process could debug the other one: the same user
 * and, where {@code kernel.yama.ptrace_scope} is 1, a descendant; containers often forbid it. Between
 * processes that cooperate, a Unix domain socket passes descriptors without such rights.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/pidfd_getfd.2.html">pidfd_getfd(2)</a>
 */
public final class ForeignDescriptor implements AutoCloseable {
  private final Descriptor copy;

  private ForeignDescriptor(Descriptor copy) {
    this.copy = copy;
  }

  /**
   * Makes a copy.
   *
   * @param pid number of the process
   * @param number of the descriptor there
   * @return the copy, which is close-on-exec
   * @throws org.javaipc.AccessRefusedException if this process may not
   * @throws IpcException if no such process, or it has no such descriptor
   */
  public static ForeignDescriptor copy(long pid, int number) throws IpcException {
    try (PidFd process = PidFd.open(pid)) {
      return new ForeignDescriptor(process.descriptor(Redirect.checked(number)));
    }
  }

  /**
   * {@return its number in this process}
   *
   * @throws IllegalStateException if it is closed
   */
  public int number() {
    return copy.fd();
  }

  /** Closes the copy; the other process keeps its own. */
  @Override
  public void close() {
    copy.close();
  }
}
