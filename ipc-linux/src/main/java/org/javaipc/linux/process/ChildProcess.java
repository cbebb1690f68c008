package org.javaipc.linux.process;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.javaipc.AccessRefusedException;
import org.javaipc.IpcException;
import org.javaipc.SystemCallException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.poll.Epoll;
import org.javaipc.linux.raw.process.SignalCalls;
import org.javaipc.linux.raw.process.Wait;
import org.javaipc.linux.wait.DescriptorWatch;
import org.jspecify.annotations.Nullable;

/**
 * A child of this process. The event loop takes its status as soon as it ends, so it never stays a zombie, and then
 * closes its descriptor; callers need not close this object. It takes only the status of our own children, each by its
 * own descriptor, so the JDK and other libraries keep theirs.
 */
public final class ChildProcess {
  /** What {@link #change} returns for a child that continues after it was stopped. */
  public static final int CONTINUED = 0;

  /** Those that have not ended, by number; also the lock of the map. */
  private static final Map<Long, ChildProcess> CHILDREN = new HashMap<>();

  /** Those whose status is being taken; guarded by CHILDREN. */
  private static final Set<Long> TAKING = new HashSet<>();

  private static final int SIGKILL = 9;
  private static final long MOMENT = 1_000_000;

  private static final long CODE = offset("si_code");
  private static final long PID = offset("si_pid");
  private static final long STATUS = offset("si_status");

  private final long pid;
  private final @Nullable PidFd pidFd;
  private final @Nullable DescriptorWatch watch;
  private final CompletableFuture<EndOfChild> end = new CompletableFuture<>();

  // Guarded by this; there before the status is, which is taken once.
  private final MemorySegment status = Arena.ofAuto().allocate(JAVA_INT);
  private final MemorySegment usage = Arena.ofAuto().allocate(Wait.RUSAGE);
  private boolean taken;
  private boolean over;

  private ChildProcess(long pid, @Nullable PidFd pidFd) {
    this.pid = pid;
    this.pidFd = pidFd;
    this.watch = pidFd == null ? null : new DescriptorWatch(pidFd.fd(), name(), events -> reap());
  }

  /**
   * {@return a child that was just started, looked after until it ends} It runs already, so that a refusal now must not
   * lose it: what cannot be watched is polled, and what cannot be polled either is killed.
   *
   * @param pid its number
   */
  static ChildProcess watch(long pid) throws IpcException {
    synchronized (CHILDREN) {
      ChildProcess child = new ChildProcess(pid, pidFdOf(pid));
      CHILDREN.put(pid, child);
      try {
        child.lookAfter();
        return child;
      } catch (IpcException | RuntimeException | Error e) {
        child.killAndTake();
        throw e;
      }
    }
  }

  private static @Nullable PidFd pidFdOf(long pid) {
    try {
      return PidFd.open(pid);
    } catch (IpcException e) {
      return null;
    }
  }

  private void lookAfter() throws IpcException {
    if (watch != null) {
      try {
        boolean _ = watch.arm(Epoll.EPOLLIN);
        return;
      } catch (IpcException e) {
        watch.close();
      }
    }
    PolledChildren.add(this);
  }

  private void killAndTake() {
    SignalCalls.kill((int) pid, SIGKILL);
    while (!reap()) {
      LockSupport.parkNanos(MOMENT);
    }
  }

  /**
   * {@return a child of this process that it did not start through {@link Spawner}: an orphan that it
   * adopted}
   *
   * @param pid its number
   * @throws IpcException if it is not a child of this process
   */
  public static ChildProcess adopt(long pid) throws IpcException {
    synchronized (CHILDREN) {
      ChildProcess known = CHILDREN.get(pid);
      if (known != null) {
        return known;
      }
      PidFd pidFd = PidFd.isRefused() ? null : PidFd.open(pid);
      ChildProcess child = new ChildProcess(pid, pidFd);
      try {
        child.requireOurs();
        CHILDREN.put(pid, child);
        child.lookAfter();
        return child;
      } catch (IpcException | RuntimeException | Error e) {
        child.forget();
        if (pidFd != null) {
          pidFd.close();
        }
        throw e;
      }
    }
  }

  /** {@return whether any child has not ended} */
  static boolean areAlive() {
    synchronized (CHILDREN) {
      return !CHILDREN.isEmpty();
    }
  }

  private void requireOurs() throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(SignalCalls.SIGINFO_CHILD);
      if (pid != (int) pid || Errno.failed(look(info, Wait.WEXITED | Wait.WNOWAIT))) {
        throw new IpcException(
            "process "
                + pid
                + " is not a child of this process, so its end cannot be awaited here");
      }
    }
  }

  /** {@return its number, which may be that of another process once it has ended} */
  public long pid() {
    return pid;
  }

  /** {@return how it ends; completed by the event loop, which must not be held up} */
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
    if (over) {
      return false;
    }
    if (pidFd != null) {
      try {
        return pidFd.signal(signal);
      } catch (AccessRefusedException | SystemCallException e) {
        // A sandbox may refuse that call, but not the usual one, which says what is wrong
        // otherwise.
      }
    }
    return sendByNumber(signal); // as long as its status is not taken, the number means it
  }

  private boolean sendByNumber(int signal) throws IpcException {
    int returned = SignalCalls.kill((int) pid, signal);
    if (Errno.gone(returned)) {
      return false;
    }
    SystemErrors.check(returned, "kill(" + signal + ")", name());
    return true;
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
      MemorySegment info = arena.allocate(SignalCalls.SIGINFO_CHILD);
      int returned = look(info, Wait.WSTOPPED | Wait.WCONTINUED);
      if (Errno.noChild(returned)) { // a zombie neither stops nor continues
        return OptionalInt.empty();
      }
      SystemErrors.check(returned, "waitid", name());
      if (info.get(JAVA_INT, PID) == 0) {
        return OptionalInt.empty();
      }
      boolean stopped = info.get(JAVA_INT, CODE) == SignalCalls.CLD_STOPPED;
      return OptionalInt.of(stopped ? info.get(JAVA_INT, STATUS) : CONTINUED);
    }
  }

  /**
   * Takes its status if it has ended. Called by the event loop or who polls, again if it was cut short.
   *
   * @return whether it has; a debugger may have it still
   */
  boolean reap() {
    EndOfChild ended;
    synchronized (this) {
      if (!taken && !isZombie()) {
        return false;
      }
      beginTaking(); // once the status is taken, the number may be a new child's
      try {
        ended = taken || take() ? read() : null;
      } finally {
        endTaking();
      }
      over = true;
      if (watch != null) {
        watch.close();
      }
      if (pidFd != null) {
        pidFd.close();
      }
    }
    if (ended == null) {
      end.completeExceptionally(lost());
    } else {
      end.complete(ended);
    }
    return true;
  }

  /** {@return whether it has ended, or can no longer be waited for} */
  private boolean isZombie() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(SignalCalls.SIGINFO_CHILD);
      int returned = look(info, Wait.WEXITED | Wait.WNOWAIT);
      return Errno.failed(returned) || info.get(JAVA_INT, PID) != 0;
    }
  }

  private void beginTaking() {
    synchronized (CHILDREN) {
      TAKING.add(pid);
      forget();
    }
  }

  private void endTaking() {
    synchronized (CHILDREN) {
      TAKING.remove(pid);
    }
  }

  /** {@return whether a caller waits for it, or has not been told yet} */
  static boolean isKnown(long pid) {
    synchronized (CHILDREN) {
      return CHILDREN.containsKey(pid) || TAKING.contains(pid);
    }
  }

  private void forget() {
    synchronized (CHILDREN) {
      if (CHILDREN.remove(pid, this) && CHILDREN.isEmpty()) {
        LastingThread.childrenEnded();
      }
    }
  }

  /** It has ended and only this object takes its status, so its number still refers to it. */
  private boolean take() {
    taken = Wait.wait4((int) pid, status, 0, usage) == pid;
    return taken;
  }

  private EndOfChild read() {
    return new EndOfChild(
        status.get(JAVA_INT, 0),
        micros("ru_utime"),
        micros("ru_stime"),
        number("ru_maxrss"),
        number("ru_minflt"),
        number("ru_majflt"),
        number("ru_inblock"),
        number("ru_oublock"),
        number("ru_nvcsw"),
        number("ru_nivcsw"));
  }

  private IpcException lost() {
    return new IpcException(
        name()
            + ": its status is lost: other code in this process waited for it, or SIGCHLD is"
            + " ignored here; start this process with SIGCHLD at its default");
  }

  private int look(MemorySegment info, int options) {
    int kind = pidFd == null ? Wait.P_PID : Wait.P_PIDFD;
    int returned;
    do {
      returned = Wait.waitid(kind, pidFd == null ? (int) pid : pidFd.fd(), info, options);
    } while (Errno.interrupted(returned));
    return returned;
  }

  private String name() {
    return "process " + pid;
  }

  private long micros(String field) {
    long at = Wait.RUSAGE.byteOffset(PathElement.groupElement(field));
    return usage.get(JAVA_LONG, at) * 1_000_000 + usage.get(JAVA_LONG, at + Long.BYTES);
  }

  private long number(String field) {
    return usage.get(JAVA_LONG, Wait.RUSAGE.byteOffset(PathElement.groupElement(field)));
  }

  private static long offset(String field) {
    return SignalCalls.SIGINFO_CHILD.byteOffset(PathElement.groupElement(field));
  }
}
