package org.javaipc.signal;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.javaipc.AccessRefusedException;
import org.javaipc.IpcException;
import org.javaipc.NoSuchProcessException;
import org.javaipc.linux.signal.ProcessSignals;
import org.javaipc.linux.signal.SignalSending;
import org.javaipc.linux.signal.SignalTarget;

/**
 * Sends signals, and decides what happens when they arrive. Methods may be called from any thread.
 *
 * <pre>{@code
 * SignalRegistration reload = Signals.handle(Signal.HUP, signal -> configuration.reload());
 * Signals.kill(pid, Signal.HUP);
 * Signals.queue(worker, Signal.realTime(3), 42);
 * }</pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/signal.7.html">signal(7)</a>
 */
public final class Signals {
  private static final long FOREVER = Long.MAX_VALUE;
  private static final long FIRST_PAUSE = 20_000;
  private static final long LONGEST_PAUSE = 1_000_000;

  private Signals() {}

  /**
   * Sends a signal to a process.
   *
   * @param pid of the process, greater than 0
   * @param signal to send
   * @throws NoSuchProcessException if there is none
   * @throws AccessRefusedException if it belongs to another user
   * @throws IpcException if the kernel refuses
   * @see <a href="https://man7.org/linux/man-pages/man2/kill.2.html">kill(2)</a>
   */
  public static void kill(int pid, Signal signal) throws IpcException {
    SignalSending.kill(requireOne("pid", pid), signal.number());
  }

  /**
   * Sends a signal to each process of a group.
   *
   * @param group number of the group, greater than 1
   * @param signal to send
   * @throws NoSuchProcessException if there is none
   * @throws AccessRefusedException if all of them belong to other users
   * @throws IpcException if the kernel refuses
   */
  public static void killGroup(int group, Signal signal) throws IpcException {
    if (group == 1) {
      throw new IllegalArgumentException("group=1 would mean all processes; see killAll");
    }
    SignalSending.kill(-requireOne("group", group), signal.number());
  }

  /**
   * Sends a signal to each process of the group of this one, this one included.
   *
   * @param signal to send
   * @throws IpcException if the kernel refuses
   */
  public static void killOwnGroup(Signal signal) throws IpcException {
    SignalSending.kill(0, signal.number());
  }

  /**
   * Sends a signal to every process that this user may signal, but neither this one nor the first of
   * the pid namespace. Outside a pid namespace of your own, this is hardly ever what you want.
   *
   * @param signal to send
   * @throws NoSuchProcessException if there is none
   * @throws IpcException if the kernel refuses
   */
  public static void killAll(Signal signal) throws IpcException {
    SignalSending.kill(-1, signal.number());
  }

  /**
   * {@return whether a process exists, including those of other users; one that has ended and has not been waited for
   * still counts}
   *
   * @param pid of the process, greater than 0
   * @throws IpcException if the kernel refuses
   */
  public static boolean exists(int pid) throws IpcException {
    return SignalSending.exists(requireOne("pid", pid));
  }

  /**
   * {@return whether a process group has a member; one that has ended and has not been waited for still counts}
   *
   * @param group number of the group, greater than 1
   * @throws IpcException if the kernel refuses
   */
  public static boolean groupExists(int group) throws IpcException {
    if (group == 1) {
      throw new IllegalArgumentException("group=1 would mean all processes");
    }
    return SignalSending.exists(-requireOne("group", group));
  }

  /**
   * Sends a signal to the calling platform thread.
   *
   * @param signal to send
   * @throws IllegalStateException on a virtual thread
   * @throws IpcException if the kernel refuses
   * @see <a href="https://man7.org/linux/man-pages/man3/raise.3.html">raise(3)</a>
   */
  public static void raise(Signal signal) throws IpcException {
    SignalMask.requirePlatformThread();
    SignalSending.raise(signal.number());
  }

  /**
   * Ends this process by SIGABRT at once, whatever handles, ignores or blocks it: no shutdown hook
   * runs, and the JVM writes its error report.
   *
   * @see <a href="https://man7.org/linux/man-pages/man3/abort.3.html">abort(3)</a>
   */
  public static void abort() {
    SignalSending.abort();
  }

  /**
   * Queues a signal with a payload for a process, without waiting.
   *
   * @param pid of the process, greater than 0
   * @param signal to send; only real-time ones are queued more than once
   * @param value an {@code int}, or as much as a pointer has
   * @return false if the queue is full, see {@link #queueLimit}; nothing was sent
   * @throws NoSuchProcessException if there is no such process
   * @throws AccessRefusedException if it belongs to another user
   * @throws IpcException if the kernel refuses
   * @see <a href="https://man7.org/linux/man-pages/man3/sigqueue.3.html">sigqueue(3)</a>
   */
  public static boolean offer(int pid, Signal signal, long value) throws IpcException {
    return SignalSending.queue(requireOne("pid", pid), signal.number(), value);
  }

  /**
   * Queues a signal with a payload for a thread, without waiting.
   *
   * @param thread to send to
   * @param signal to send; only real-time ones are queued more than once
   * @param value an {@code int}, or as much as a pointer has
   * @return false if the queue is full, see {@link #queueLimit}; nothing was sent
   * @throws NoSuchProcessException if there is no such thread
   * @throws AccessRefusedException if it belongs to another user
   * @throws IpcException if the kernel refuses
   */
  public static boolean offer(ThreadAddress thread, Signal signal, long value) throws IpcException {
    return new SignalTarget(thread.pid(), thread.tid()).queue(signal.number(), value);
  }

  /**
   * Queues a signal with a payload for a process, waiting for room.
   *
   * @param pid of the process, greater than 0
   * @param signal to send; only real-time ones are queued more than once
   * @param value an {@code int}, or as much as a pointer has
   * @throws IpcException as {@link #offer(int, Signal, long)} says
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was sent
   */
  public static void queue(int pid, Signal signal, long value)
      throws IpcException, InterruptedException {
    await(() -> offer(pid, signal, value), FOREVER);
  }

  /**
   * Queues a signal with a payload for a thread, waiting for room.
   *
   * @param thread to send to
   * @param signal to send; only real-time ones are queued more than once
   * @param value an {@code int}, or as much as a pointer has
   * @throws IpcException as {@link #offer(ThreadAddress, Signal, long)} says
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was sent
   */
  public static void queue(ThreadAddress thread, Signal signal, long value)
      throws IpcException, InterruptedException {
    await(() -> offer(thread, signal, value), FOREVER);
  }

  /**
   * Queues a signal with a payload for a thread, waiting for room for at most the given time.
   *
   * @param thread to send to
   * @param signal to send; only real-time ones are queued more than once
   * @param value an {@code int}, or as much as a pointer has
   * @param timeout longest time to wait; zero or less does not wait
   * @return whether it was sent; false if the timeout elapsed
   * @throws IpcException as {@link #offer(ThreadAddress, Signal, long)} says
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was sent
   */
  public static boolean queue(ThreadAddress thread, Signal signal, long value, Duration timeout)
      throws IpcException, InterruptedException {
    return await(() -> offer(thread, signal, value), TimeUnit.NANOSECONDS.convert(timeout));
  }

  /**
   * {@return how many signals are queued for all processes of this user, and how many may be
   * (RLIMIT_SIGPENDING, {@code ulimit -i}), such as {@code 3/96364}}
   *
   * @throws IpcException if /proc cannot be read
   */
  public static String queueLimit() throws IpcException {
    return ProcessSignals.queueUsage();
  }

  /**
   * Runs a handler on each arrival of a signal, on an ordinary thread. Standard signals that arrive again before the
   * JVM has looked are merged into one. The handler runs whichever thread of this process the signal is sent to,
   * unless that thread blocks it.
   *
   * @param signal to handle
   * @param handler runs once at a time
   * @return the registration, closed to restore what was before
   * @throws IllegalArgumentException if the signal cannot be handled: KILL, STOP, those that the JVM reserves, and
   *     real-time ones, for which there is {@link SignalReader}
   * @throws IllegalStateException if it has a handler
   * @throws SignalUnavailableException if the JVM was started so that it cannot be handled: with
   *     {@code -Xrs}, or with the signal ignored
   * @throws IpcException if the kernel refuses
   */
  public static SignalRegistration handle(Signal signal, SignalHandler handler)
      throws IpcException {
    return Handlers.add(signal, handler);
  }

  /**
   * Ignores a signal from now on.
   *
   * @param signal to ignore
   * @throws IllegalArgumentException if it cannot be ignored
   * @throws IllegalStateException if it has a handler
   * @throws IpcException if the kernel refuses
   */
  public static void ignore(Signal signal) throws IpcException {
    Handlers.ignore(signal);
  }

  /**
   * Restores the default action of a signal, as in signal(7).
   *
   * @param signal to leave to the kernel
   * @throws IllegalArgumentException if the JVM needs it otherwise
   * @throws IllegalStateException if it has a handler
   * @throws IpcException if the kernel refuses
   */
  public static void restoreDefault(Signal signal) throws IpcException {
    Handlers.restoreDefault(signal);
  }

  /** Something that a full queue can refuse. */
  @FunctionalInterface
  interface Attempt {
    /** {@return whether it succeeded} */
    boolean succeeds() throws IpcException;
  }

  /** The kernel tells nobody when there is room, so it is tried again and again. */
  static boolean await(Attempt attempt, long nanos) throws IpcException, InterruptedException {
    long start = 0;
    for (long pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      if (attempt.succeeds()) {
        return true;
      }
      if (start == 0) {
        start = System.nanoTime();
      }
      long left = nanos == FOREVER ? FOREVER : nanos - (System.nanoTime() - start);
      if (left <= 0) {
        return false;
      }
      LockSupport.parkNanos(Math.min(left, pause));
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  private static int requireOne(String what, int number) {
    if (number <= 0) {
      throw new IllegalArgumentException(
          "%s=%d is not over 0; for more than one process, use killGroup, killOwnGroup or killAll"
              .formatted(what, number));
    }
    return number;
  }
}
