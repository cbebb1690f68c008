package org.javaipc.linux.raw.process;

import static org.javaipc.linux.raw.Libc.field32;
import static org.javaipc.linux.raw.Libc.field64;
import static org.javaipc.linux.raw.Libc.padding;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import org.javaipc.linux.raw.Architecture;
import org.javaipc.linux.raw.Libc;
import org.javaipc.linux.raw.Syscall;

/**
 * signal.h: sending, blocking and taking signals. There is nothing here to install a handler with:
 * one that calls into the JVM aborts it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/signal.7.html">signal(7)</a>
 */
public final class SignalCalls {
  public static final int SIG_BLOCK = 0;
  public static final int SIG_UNBLOCK = 1;
  public static final int SIG_SETMASK = 2;

  public static final int SI_USER = 0;
  public static final int SI_KERNEL = 0x80;
  public static final int SI_QUEUE = -1;
  public static final int SI_TIMER = -2;
  public static final int SI_MESGQ = -3;
  public static final int SI_ASYNCIO = -4;
  public static final int SI_TKILL = -6;

  public static final int CLD_EXITED = 1;
  public static final int CLD_KILLED = 2;
  public static final int CLD_DUMPED = 3;
  public static final int CLD_TRAPPED = 4;
  public static final int CLD_STOPPED = 5;
  public static final int CLD_CONTINUED = 6;

  public static final int SIGEV_THREAD_ID = 4;

  /** Addresses, which are not constants for a C compiler. */
  static final long DEFAULT_HANDLER = 0; // SIG_DFL

  static final long IGNORING_HANDLER = 1; // SIG_IGN

  /** {@code sigset_t}: signal n is bit n - 1 of the first 64, and there are no more. */
  public static final StructLayout SIGSET =
      MemoryLayout.structLayout(field64("__val[0]"), padding(120)).withName("sigset_t");

  /** {@code struct sigaction}. */
  public static final StructLayout SIGACTION =
      MemoryLayout.structLayout(
              field64("sa_handler"),
              field64("sa_mask.__val[0]"),
              padding(120),
              field32("sa_flags"),
              padding(4),
              field64("sa_restorer"))
          .withName("sigaction");

  /** {@code siginfo_t} of a signal that a process sent. */
  public static final StructLayout SIGINFO =
      MemoryLayout.structLayout(
              field32("si_signo"),
              field32("si_errno"),
              field32("si_code"),
              padding(4),
              field32("si_pid"),
              field32("si_uid"),
              field64("si_value"),
              padding(96))
          .withName("siginfo_t");

  /** {@code siginfo_t} of a child. */
  public static final StructLayout SIGINFO_CHILD =
      MemoryLayout.structLayout(
              field32("si_signo"),
              field32("si_errno"),
              field32("si_code"),
              padding(4),
              field32("si_pid"),
              field32("si_uid"),
              field32("si_status"),
              padding(100))
          .withName("siginfo_t");

  /** {@code siginfo_t} of a timer. */
  public static final StructLayout SIGINFO_TIMER =
      MemoryLayout.structLayout(
              field32("si_signo"),
              field32("si_errno"),
              field32("si_code"),
              padding(4),
              field32("si_timerid"),
              field32("si_overrun"),
              field64("si_value"),
              padding(96))
          .withName("siginfo_t");

  /** {@code struct sigevent} that names a thread. */
  public static final StructLayout SIGEVENT =
      MemoryLayout.structLayout(
              field64("sigev_value"),
              field32("sigev_signo"),
              field32("sigev_notify"),
              field32("_sigev_un._tid"),
              padding(44))
          .withName("sigevent");

  private SignalCalls() {}

  /** int sigprocmask(int how, const sigset_t *set, sigset_t *oldset): the calling thread's. */
  public static int sigprocmask(int how, MemorySegment set, MemorySegment oldset) {
    return Libc.callInt(Sigprocmask.ADDRESS, how, set.address(), oldset.address(), 0, 0, 0);
  }

  /** int sigpending(sigset_t *set): the calling thread's and the process's. */
  public static int sigpending(MemorySegment set) {
    return Libc.callInt(Sigpending.ADDRESS, set.address(), 0, 0, 0, 0, 0);
  }

  /** int sigaction(int sig, const struct sigaction *act, struct sigaction *oldact). */
  private static int sigaction(int sig, MemorySegment act, MemorySegment oldact) {
    return Libc.callInt(Sigaction.ADDRESS, sig, act.address(), oldact.address(), 0, 0, 0);
  }

  /** sigaction(sig, NULL, oldact). */
  public static int sigaction(int sig, MemorySegment oldact) {
    return sigaction(sig, MemorySegment.NULL, oldact);
  }

  /** sigaction(sig, {SIG_DFL}, NULL); act is zeroed memory. */
  public static int sigactionDefault(int sig, MemorySegment act) {
    act.set(ValueLayout.JAVA_LONG, 0, DEFAULT_HANDLER);
    return sigaction(sig, act, MemorySegment.NULL);
  }

  /** sigaction(sig, {SIG_IGN}, NULL); act is zeroed memory. */
  public static int sigactionIgnore(int sig, MemorySegment act) {
    act.set(ValueLayout.JAVA_LONG, 0, IGNORING_HANDLER);
    return sigaction(sig, act, MemorySegment.NULL);
  }

  /** {@return whether a handler is SIG_DFL} */
  public static boolean isDefault(long handler) {
    return handler == DEFAULT_HANDLER;
  }

  /** {@return whether a handler is SIG_IGN} */
  public static boolean isIgnoring(long handler) {
    return handler == IGNORING_HANDLER;
  }

  /** int kill(pid_t pid, int sig). */
  public static int kill(int pid, int sig) {
    return Libc.callInt(Kill.ADDRESS, pid, sig, 0, 0, 0, 0);
  }

  /** int tgkill(pid_t tgid, pid_t tid, int sig). */
  public static int tgkill(int tgid, int tid, int sig) {
    return Libc.callInt(Tgkill.ADDRESS, tgid, tid, sig, 0, 0, 0);
  }

  /** int sigqueue(pid_t pid, int sig, union sigval value). */
  public static int sigqueue(int pid, int sig, long value) {
    return Libc.callInt(Sigqueue.ADDRESS, pid, sig, value, 0, 0, 0);
  }

  /** syscall(SYS_rt_tgsigqueueinfo, tgid, tid, sig, info). */
  public static int rt_tgsigqueueinfo(int tgid, int tid, int sig, MemorySegment info) {
    return (int)
        Syscall.call(
            Architecture.current().SYS_rt_tgsigqueueinfo(), tgid, tid, sig, info.address(), 0);
  }

  /** int sigtimedwait(const sigset_t *set, siginfo_t *info, const struct timespec *timeout). */
  public static int sigtimedwait(MemorySegment set, MemorySegment info, MemorySegment timeout) {
    return Libc.callInt(
        Sigtimedwait.ADDRESS, set.address(), info.address(), timeout.address(), 0, 0, 0);
  }

  /** SIGRTMIN as libc counts: it keeps the first ones for itself. */
  public static int rtmin() {
    return Libc.callInt(Rtmin.ADDRESS, 0, 0, 0, 0, 0, 0);
  }

  /** SIGRTMAX as libc counts. */
  public static int rtmax() {
    return Libc.callInt(Rtmax.ADDRESS, 0, 0, 0, 0, 0, 0);
  }

  private static final class Sigprocmask {
    static final MemorySegment ADDRESS = Libc.function("sigprocmask");
  }

  private static final class Sigpending {
    static final MemorySegment ADDRESS = Libc.function("sigpending");
  }

  private static final class Sigaction {
    static final MemorySegment ADDRESS = Libc.function("sigaction");
  }

  private static final class Kill {
    static final MemorySegment ADDRESS = Libc.function("kill");
  }

  private static final class Tgkill {
    static final MemorySegment ADDRESS = Libc.function("tgkill");
  }

  private static final class Sigqueue {
    static final MemorySegment ADDRESS = Libc.function("sigqueue");
  }

  private static final class Sigtimedwait {
    static final MemorySegment ADDRESS = Libc.function("sigtimedwait");
  }

  private static final class Rtmin {
    static final MemorySegment ADDRESS = Libc.function("__libc_current_sigrtmin");
  }

  private static final class Rtmax {
    static final MemorySegment ADDRESS = Libc.function("__libc_current_sigrtmax");
  }
}
