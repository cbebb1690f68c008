package org.javaipc.process;

import java.io.OutputStream;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.javaipc.IpcException;
import org.javaipc.ResourceLimitException;
import org.javaipc.Waitable;
import org.javaipc.linux.process.ChildProcess;
import org.javaipc.linux.process.EndOfChild;
import org.javaipc.linux.signal.SignalNumbers;
import org.javaipc.spi.LibraryThread;
import org.jspecify.annotations.Nullable;

/**
 * A child of this process.
 *
 * <ul>
 *   <li>Its status is collected as soon as it ends, even if the program never asks for it: the child never stays a
 * zombie, and nothing need be closed. The status is kept here, so that every caller of every method sees it.
 *   <li>Only children that were started through this library are waited for, each by its own descriptor. Children of
 * {@link ProcessBuilder} and of native libraries keep their status.
 *   <li>A signal goes to this child or to no process; it never goes to a process that got the number later.
 *   <li>All methods may be called from any thread. A waiting virtual thread does not hold its
 *       carrier, and an interrupt ends the wait, not the child.
 * </ul>
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/pidfd_open.2.html">pidfd_open(2)</a>
 */
public final class Child implements Waitable {
  private static final int SIGKILL = 9;
  private static final int SIGTERM = 15;
  private static final long FIRST_LOOK = 1_000_000;
  private static final long LONGEST_PAUSE = 20_000_000;

  /** Runs what callers hang on the end of a child; the reaper must not. */
  private static final Executor CALLBACKS = Child::runCallback;

  private final ChildProcess process;
  private final Map<Integer, PipeInput> inputs;
  private final Map<Integer, OutputStream> outputs;

  Child(ChildProcess process, Map<Integer, PipeInput> inputs, Map<Integer, OutputStream> outputs) {
    this.process = process;
    this.inputs = inputs;
    this.outputs = outputs;
  }

  /**
   * Takes charge of a child that this process did not start through this library: an orphan that it
   * adopted as a subreaper or as the first process of a container, or one that a native library
   * started and does not wait for. Not for those of {@link ProcessBuilder}: their status would be
   * lost to the JDK.
   *
   * @param pid its number
   * @return the child; the same status for each call with the same number
   * @throws IpcException if it is not a child of this process, or has been waited for
   */
  public static Child of(long pid) throws IpcException {
    return new Child(ChildProcess.adopt(pid), Map.of(), Map.of());
  }

  /**
   * Waits until one of several children has ended.
   *
   * @param children to wait for; if several have ended, the first of them in this order is returned
   * @param timeout longest time to wait; zero or less does not wait
   * @return one that has ended; empty if the timeout elapsed, or there are no children
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public static Optional<Child> awaitAny(Collection<Child> children, Duration timeout)
      throws InterruptedException {
    List<Child> all = List.copyOf(children);
    if (all.isEmpty()) {
      return Optional.empty();
    }
    CompletableFuture<Object> first =
        CompletableFuture.anyOf(
            all.stream().map(child -> child.process.end()).toArray(CompletableFuture<?>[]::new));
    try {
      await(first, timeout);
    } catch (IpcException e) {
      // One has ended whose status is lost: it says so itself.
    }
    return all.stream().filter(child -> !child.isAlive()).findFirst();
  }

  /** {@return its process id; once it has ended, another process may get it} */
  public long pid() {
    return process.pid();
  }

  /** {@return whether it is alive; a stopped child is} */
  public boolean isAlive() {
    return !process.end().isDone();
  }

  /**
   * {@return how it ended; empty while it is alive}
   *
   * @throws IpcException if its status is lost, because other code in this process waited for it
   */
  public Optional<ExitStatus> status() throws IpcException {
    return process.end().isDone() ? Optional.of(status(ended())) : Optional.empty();
  }

  /**
   * Waits until it ends.
   *
   * @return how it ended
   * @throws IpcException if its status is lost, because other code in this process waited for it
   * @throws InterruptedException if the thread is interrupted while it waits; the child keeps running
   */
  public ExitStatus waitFor() throws IpcException, InterruptedException {
    try {
      return status(process.end().get());
    } catch (ExecutionException e) {
      throw lost(e.getCause());
    }
  }

  /**
   * Waits until it ends, for at most the given time.
   *
   * @param timeout longest time to wait; zero or less does not wait
   * @return how it ended; empty if the timeout elapsed
   * @throws IpcException if its status is lost, because other code in this process waited for it
   * @throws InterruptedException if the thread is interrupted while it waits; the child keeps running
   */
  public Optional<ExitStatus> waitFor(Duration timeout) throws IpcException, InterruptedException {
    return await(process.end(), timeout).map(Child::status);
  }

  /**
   * Waits until it ends, for at most the given time; {@link #status} says how it ended.
   *
   * @param timeout longest time to wait; zero or less does not wait
   * @return whether it has ended; false if the timeout elapsed
   * @throws IpcException if its status is lost, because other code in this process waited for it
   * @throws InterruptedException if the thread is interrupted while it waits; the child keeps running
   */
  @Override
  public boolean awaitReady(Duration timeout) throws IpcException, InterruptedException {
    return waitFor(timeout).isPresent();
  }

  /**
   * {@return a stage that completes with its status when it ends}
   *
   * <p>Dependent stages run on a virtual thread. It completes with an {@link IpcException} if the
   * status is lost, and with a {@link RejectedExecutionException} if the system has no thread left.
   */
  public CompletionStage<ExitStatus> onExit() {
    return process.end().thenApplyAsync(Child::status, CALLBACKS).minimalCompletionStage();
  }

  /**
   * Waits until it is stopped, continued or ends. Each stop and each continuation is reported to one caller; if there
   * were several between two calls, the kernel keeps only the last one. The end is reported to all callers.
   *
   * <p>The end is noticed at once, stops and continuations within 20 ms.
   *
   * @param timeout longest time to wait; zero or less does not wait
   * @return what happened; empty if the timeout elapsed
   * @throws IpcException if its status is lost, because other code in this process waited for it
   * @throws InterruptedException if the thread is interrupted while it waits; the child keeps running
   */
  public Optional<ChildEvent> awaitEvent(Duration timeout)
      throws IpcException, InterruptedException {
    long deadline = System.nanoTime() + Timeouts.nanos(timeout);
    long pause = FIRST_LOOK;
    while (true) {
      OptionalInt change = process.change();
      if (change.isPresent()) {
        return Optional.of(event(change.getAsInt()));
      }
      long left = deadline - System.nanoTime();
      Duration slice = Duration.ofNanos(Math.min(pause, left));
      Optional<ExitStatus> status = waitFor(slice);
      if (status.isPresent() || left <= 0) {
        return status.map(ChildEvent.Ended::new);
      }
      pause = Math.min(2 * pause, LONGEST_PAUSE);
    }
  }

  /**
   * {@return what the child writes to a number that was redirected with {@link Redirect#read}}
   *
   * <p>For one thread; the caller closes it. It ends when the child, and every process to which it gave the
   * descriptor, has closed it. An interrupt ends a wait with {@link java.io.InterruptedIOException}.
   *
   * @param number of the child's descriptor
   * @throws IllegalArgumentException if it is not such a number
   */
  public PipeInput inputFrom(int number) {
    return end(inputs, number, "Redirect.read()");
  }

  /**
   * {@return where to write what the child reads from a number that was redirected with {@link
   * Redirect#written}}
   *
   * <p>For one thread; the caller closes it, and the child sees the end then. Nothing is
   * buffered. Once the reading end is closed, a write is a {@link org.javaipc.PeerClosedException}.
   *
   * @param number of the child's descriptor
   * @throws IllegalArgumentException if it is not such a number
   */
  public OutputStream outputTo(int number) {
    return end(outputs, number, "Redirect.written()");
  }

  /**
   * {@return what it used; empty while it is alive}
   *
   * @throws IpcException if its status is lost, because other code in this process waited for it
   */
  public Optional<ResourceUsage> usage() throws IpcException {
    return process.end().isDone() ? Optional.of(ResourceUsage.of(ended())) : Optional.empty();
  }

  /**
   * Sends a signal.
   *
   * @param signal its number, 1..64; 0 only checks whether it is alive
   * @return false if it has ended
   * @throws IpcException if the user has no permission, for instance because the child now runs as another user
   */
  public boolean signal(int signal) throws IpcException {
    return process.signal(signal == 0 ? 0 : SignalNumbers.checked(signal));
  }

  /**
   * Requests that it end, with SIGTERM.
   *
   * @return false if it has ended
   * @throws IpcException if the user has no permission
   */
  public boolean terminate() throws IpcException {
    return signal(SIGTERM);
  }

  /**
   * Kills it, with SIGKILL.
   *
   * @return false if it has ended
   * @throws IpcException if the user has no permission
   */
  public boolean kill() throws IpcException {
    return signal(SIGKILL);
  }

  @Override
  public String toString() {
    return "child " + pid();
  }

  private static <T> T end(Map<Integer, T> ends, int number, String redirect) {
    T end = ends.get(number);
    if (end == null) {
      throw new IllegalArgumentException(
          "descriptor=" + number + " of the child was not started with " + redirect);
    }
    return end;
  }

  private static ChildEvent event(int change) {
    return change == ChildProcess.CONTINUED
        ? new ChildEvent.Continued()
        : new ChildEvent.Stopped(change);
  }

  private static ExitStatus status(EndOfChild end) {
    return end.signal() == 0
        ? new ExitStatus.Exited(end.code())
        : new ExitStatus.Killed(end.signal(), end.dumpedCore());
  }

  private EndOfChild ended() throws IpcException {
    CompletableFuture<EndOfChild> end = process.end();
    if (end.state() == Future.State.FAILED) {
      throw lost(end.exceptionNow());
    }
    return end.resultNow();
  }

  private static <T> Optional<T> await(CompletableFuture<T> end, Duration timeout)
      throws IpcException, InterruptedException {
    try {
      return Optional.of(end.get(Timeouts.nanos(timeout), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw lost(e.getCause());
    }
  }

  private static void runCallback(Runnable task) {
    try {
      LibraryThread.start(Thread.ofVirtual().name("javaipc-child-exit").unstarted(task));
    } catch (ResourceLimitException e) {
      throw new RejectedExecutionException(e.getMessage(), e);
    }
  }

  private static IpcException lost(@Nullable Throwable cause) {
    return cause instanceof IpcException lost
        ? lost
        : new IpcException("the status of a child is lost", cause);
  }
}
