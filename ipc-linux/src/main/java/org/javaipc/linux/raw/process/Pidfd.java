package org.javaipc.linux.raw.process;

import org.javaipc.linux.raw.Syscall;

/**
 * sys/pidfd.h: a process by a descriptor, so that its number cannot come to mean another one. The
 * numbers of the calls are the same on every processor.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/pidfd_open.2.html">pidfd_open(2)</a>
 */
@SuppressWarnings("ConstantField") // the names of the C macros
public final class Pidfd {
  public static final int SYS_pidfd_send_signal = 424;
  public static final int SYS_pidfd_open = 434;
  public static final int SYS_pidfd_getfd = 438;

  private Pidfd() {}

  /** int pidfd_open(pid_t pid, unsigned int flags). */
  public static int pidfd_open(int pid, int flags) {
    return (int) Syscall.call(SYS_pidfd_open, pid, flags, 0, 0, 0);
  }

  /** int pidfd_send_signal(int pidfd, int sig, NULL, 0). */
  public static int pidfd_send_signal(int pidfd, int sig) {
    return (int) Syscall.call(SYS_pidfd_send_signal, pidfd, sig, 0, 0, 0);
  }

  /** int pidfd_getfd(int pidfd, int targetfd, 0); the descriptor is closed on exec. */
  public static int pidfd_getfd(int pidfd, int targetfd) {
    return (int) Syscall.call(SYS_pidfd_getfd, pidfd, targetfd, 0, 0, 0);
  }
}
