package org.javaipc.linux.wait;

import org.javaipc.TransportUnavailableException;
import org.javaipc.linux.call.NativeAccess;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.file.Unistd;
import org.javaipc.linux.raw.process.Pidfd;

/**
 * What the kernel offers, or a sandbox around this process withholds. Nothing fails without it; things
 * are slower or take more threads.
 */
public final class KernelFeatures {
  private KernelFeatures() {}

  /**
   * {@return whether one call can wait for several words, so that many ends can wait on one thread}
   *
   * @throws TransportUnavailableException if this JVM cannot call libc
   * @see <a href="https://man7.org/linux/man-pages/man2/futex_waitv.2.html">futex_waitv(2)</a>
   */
  public static boolean futexWaitv() throws TransportUnavailableException {
    NativeAccess.require();
    return FutexReactor.isAvailable();
  }

  /**
   * {@return whether a process can be watched through a descriptor; without, children are asked in turn whether they
   * have ended}
   *
   * @throws TransportUnavailableException if this JVM cannot call libc
   * @see <a href="https://man7.org/linux/man-pages/man2/pidfd_open.2.html">pidfd_open(2)</a>
   */
  public static boolean pidfd() throws TransportUnavailableException {
    NativeAccess.require();
    int fd = Pidfd.pidfd_open(Unistd.getpid(), 0);
    if (!Errno.failed(fd)) {
      Unistd.close(fd);
    }
    return !Errno.failed(fd) || Errno.noRoom(fd);
  }

  /**
   * {@return whether one process can fence another's memory accesses, so that a sender of a busy channel
   * needs no fence of its own}
   *
   * @throws TransportUnavailableException if this JVM cannot call libc
   * @see <a href="https://man7.org/linux/man-pages/man2/membarrier.2.html">membarrier(2)</a>
   */
  public static boolean membarrier() throws TransportUnavailableException {
    NativeAccess.require();
    return ProcessFence.isAsymmetric();
  }
}
