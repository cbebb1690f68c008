package org.javaipc.linux.process;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.javaipc.IpcException;
import org.javaipc.linux.SystemErrors;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.Signal;
import org.javaipc.linux.raw.Wait;
import org.jspecify.annotations.Nullable;

/**
 * A child of this process. The reaper's thread takes its status as soon as it ends, so that it never
 * stays a zombie, and closes its descriptor then: nobody need close this.
 */
public final class ChildProcess {
  /** What {@link #change} answers for a child that goes on after it was stopped. */
  public static final int CONTINUED = 0;

  private static final long CODE = offset("si_code");
  private static final long PID = offset("si_pid");
  private static final long STATUS = offset("si_status");

  private final long pid;
  private final PidFd pidFd;
  private final CompletableFuture<EndOfChild> end = new CompletableFuture<>();
  private boolean over; // guarded by this

  ChildProcess(long pid, PidFd pidFd) {
    this.pid = pid;
    this.pidFd = pidFd;
  }

  /**
   * {@return a child of this process that it did not start through {@link Spawner}: an orphan that it
   * adopted}
   *
   * @param pid its number
   * @throws IpcException if it is no child of this process
   */
  public static ChildProcess adopt(long pid) throws IpcException {
    return Reaper.shared().adopt(pid);
  }

  /** {@return its number, which may be that of another process once it has ended} */
  public long pid() {
    return pid;
  }

  /** {@return how it ends; completed by the reaper's thread, which must not be held up} */
  public CompletableFuture<EndOfChild> end() {
    return end;
  }

  /**
   * Sends a signal, never to another process.
   *
   * @param signal its number
   * @return false if it has ended
   * @throws IpcException if this user may not, or there is no such signal
   */
  public synchronized boolean signal(int signal) throws IpcException {
    return !over && pidFd.signal(signal);
  }

  /**
   * Asks whether it was stopped or continued since this was asked last.
   *
   * @return the signal that stopped it, or {@link #CONTINUED}; empty if neither, or it has ended
   * @throws IpcException if the kernel does not say
   */
  public synchronized OptionalInt change() throws IpcException {
    if (over) {
      return OptionalInt.empty();
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(Signal.SIGINFO_CHILD);
      int returned = look(info, Wait.WSTOPPED | Wait.WCONTINUED);
      if (Errno.noChild(returned)) { // a zombie neither stops nor goes on
        return OptionalInt.empty();
      }
      SystemErrors.check(returned, "waitid", name());
      if (info.get(JAVA_INT, PID) == 0) {
        return OptionalInt.empty();
      }
      boolean stopped = info.get(JAVA_INT, CODE) == Signal.CLD_STOPPED;
      return OptionalInt.of(stopped ? info.get(JAVA_INT, STATUS) : CONTINUED);
    }
  }

  /** {@return whether it is a child of this process, running or ended} */
  boolean isOurs() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(Signal.SIGINFO_CHILD);
      return !Errno.failed(look(info, Wait.WEXITED | Wait.WNOWAIT));
    }
  }

  PidFd pidFd() {
    return pidFd;
  }

  /**
   * Takes its status if it has ended. Called by the reaper's thread.
   *
   * @return whether it has
   */
  boolean reap() {
    EndOfChild ended;
    synchronized (this) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment info = arena.allocate(Signal.SIGINFO_CHILD);
        int returned = look(info, Wait.WEXITED | Wait.WNOWAIT);
        if (!Errno.failed(returned) && info.get(JAVA_INT, PID) == 0) {
          return false;
        }
        ended = Errno.failed(returned) ? null : take(arena);
      }
      over = true;
      pidFd.close();
    }
    if (ended == null) {
      end.completeExceptionally(lost());
    } else {
      end.complete(ended);
    }
    return true;
  }

  /** It has ended and nobody else takes its status, so that the number still means it. */
  private @Nullable EndOfChild take(Arena arena) {
    MemorySegment status = arena.allocate(JAVA_INT);
    MemorySegment usage = arena.allocate(Wait.RUSAGE);
    return Wait.wait4((int) pid, status, 0, usage) == pid
        ? new EndOfChild(
            status.get(JAVA_INT, 0),
            micros(usage, "ru_utime"),
            micros(usage, "ru_stime"),
            number(usage, "ru_maxrss"),
            number(usage, "ru_minflt"),
            number(usage, "ru_majflt"),
            number(usage, "ru_inblock"),
            number(usage, "ru_oublock"),
            number(usage, "ru_nvcsw"),
            number(usage, "ru_nivcsw"))
        : null;
  }

  private IpcException lost() {
    return new IpcException(
        name()
            + ": its status is lost: somebody else in this process waited for it, or SIGCHLD is"
            + " ignored here; start this process with SIGCHLD at its default");
  }

  private int look(MemorySegment info, int options) {
    int returned;
    do {
      returned = Wait.waitid(Wait.P_PIDFD, pidFd.fd(), info, options);
    } while (Errno.interrupted(returned));
    return returned;
  }

  private String name() {
    return "process " + pid;
  }

  private static long micros(MemorySegment usage, String field) {
    long at = Wait.RUSAGE.byteOffset(PathElement.groupElement(field));
    return usage.get(JAVA_LONG, at) * 1_000_000 + usage.get(JAVA_LONG, at + Long.BYTES);
  }

  private static long number(MemorySegment usage, String field) {
    return usage.get(JAVA_LONG, Wait.RUSAGE.byteOffset(PathElement.groupElement(field)));
  }

  private static long offset(String field) {
    return Signal.SIGINFO_CHILD.byteOffset(PathElement.groupElement(field));
  }
}
