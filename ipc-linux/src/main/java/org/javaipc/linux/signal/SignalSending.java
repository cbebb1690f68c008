package org.javaipc.linux.signal;

import org.javaipc.AccessRefusedException;
import org.javaipc.IpcException;
import org.javaipc.NoSuchProcessException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.file.Stdlib;
import org.javaipc.linux.raw.process.SignalCalls;

/**
 * Sends signals.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/kill.2.html">kill(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man3/sigqueue.3.html">sigqueue(3)</a>
 */
public final class SignalSending {
  private SignalSending() {}

  /**
   * kill(2).
   *
   * @param pid greater than 0 a process, 0 the own group, -1 all that may be signalled, else a group
   * @param signal 1 to 64; 0 only asks
   * @throws NoSuchProcessException if there is none
   * @throws AccessRefusedException if the user has no permission
   */
  public static void kill(int pid, int signal) throws IpcException {
    check(SignalCalls.kill(pid, signal), "kill", target(pid), signal);
  }

  /**
   * {@return whether there is such a process or group, even if this user may not signal it}
   *
   * @param pid as {@link #kill} takes it
   */
  public static boolean exists(int pid) throws IpcException {
    int returned = SignalCalls.kill(pid, 0);
    if (Errno.noSuchProcess(returned)) {
      return false;
    }
    if (!Errno.notPermitted(returned)) {
      check(returned, "kill", target(pid), 0);
    }
    return true;
  }

  /** Sends a signal to the calling thread. */
  public static void raise(int signal) throws IpcException {
    int pid = ThreadSignals.processId();
    check(SignalCalls.tgkill(pid, ThreadSignals.id(), signal), "tgkill", target(pid), signal);
  }

  /**
   * Queues a signal with a payload for a process.
   *
   * @param pid of the process
   * @param signal 1 to 64
   * @param value an int, or as long as a pointer
   * @return false if the queue is full
   * @throws NoSuchProcessException if there is no such process
   * @throws AccessRefusedException if the user has no permission
   */
  public static boolean queue(int pid, int signal, long value) throws IpcException {
    int returned = SignalCalls.sigqueue(pid, signal, value);
    if (Errno.wouldBlock(returned)) {
      return false;
    }
    check(returned, "sigqueue", target(pid), signal);
    return true;
  }

  /** Ends this process by SIGABRT, even if that is handled or blocked. */
  public static void abort() {
    Stdlib.abort();
  }

  static void check(int returned, String call, String target, int signal) throws IpcException {
    if (Errno.noSuchProcess(returned)) {
      throw new NoSuchProcessException(
          target + ": does not exist, or has ended; it got no signal " + signal);
    }
    if (Errno.notPermitted(returned)) {
      throw new AccessRefusedException(
          target
              + ": belongs to another user, so this user may not send it signal "
              + signal
              + "; become that user or root");
    }
    SystemErrors.check(returned, call, target);
  }

  private static String target(int pid) {
    if (pid > 0) {
      return "process " + pid;
    }
    return pid == 0
        ? "the own process group"
        : pid == -1 ? "all processes" : "process group " + -(long) pid;
  }
}
