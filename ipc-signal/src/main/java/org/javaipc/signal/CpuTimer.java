package org.javaipc.signal;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.javaipc.IpcException;
import org.javaipc.linux.signal.InterruptibleInbox;
import org.javaipc.linux.signal.SignalNumbers;
import org.javaipc.linux.signal.ThreadSignals;
import org.javaipc.linux.signal.ThreadTimer;
import org.javaipc.spi.LibraryThread;

/**
 * A timer of the CPU time that all threads of this process have used: any number of them, each with its own daemon
 * thread, which gets a real-time signal and runs the task. It needs no handler.
 *
 * <pre>{@code
 * try (CpuTimer budget = CpuTimer.every(Duration.ofSeconds(1), () -> usedSeconds.increment())) {
 *   work();
 * }
 * }</pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/timer_create.2.html">timer_create(2)</a>
 */
public final class CpuTimer implements AutoCloseable {
  private static final Duration LEAST = Duration.ofNanos(1);
  private static final long FOREVER = Long.MAX_VALUE;
  private static final long WAKE = 1;
  private static final long EXPIRED = 2;

  private final Duration period;
  private final Runnable task;
  private final CompletableFuture<InterruptibleInbox> started = new CompletableFuture<>();
  private final Thread thread;
  private volatile boolean closed;

  private CpuTimer(Duration period, Runnable task) {
    this.period = period;
    this.task = task;
    this.thread = LibraryThread.of("javaipc-cpu-timer", this::run);
  }

  /**
   * Runs a task repeatedly.
   *
   * @param period CPU time between two runs, one nanosecond to 68 years; the kernel looks at it with
   *     each tick of its clock
   * @param task run by the timer's thread; expirations while it runs are skipped
   * @return the timer, running
   * @throws IllegalArgumentException if the period is out of range
   * @throws IpcException if the kernel refuses another timer
   */
  public static CpuTimer every(Duration period, Runnable task) throws IpcException {
    IntervalTimer.requireInRange("period", period, LEAST);
    CpuTimer timer = new CpuTimer(period, task);
    LibraryThread.start(timer.thread);
    try {
      timer.started.get();
      return timer;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IpcException refused) {
        throw refused;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the timer runs all the same
      return timer;
    }
  }

  private void run() {
    int signal = SignalNumbers.realTimeMaximum();
    ThreadSignals.block(SignalNumbers.bit(signal));
    try (ThreadTimer timer =
        ThreadTimer.create(ThreadTimer.Clock.PROCESS_CPU, ThreadSignals.id(), signal, EXPIRED)) {
      ReaderSignals.ignore(Signal.of(signal));
      timer.set(period.toNanos(), period.toNanos());
      started.complete(new InterruptibleInbox(SignalNumbers.bit(signal), signal, WAKE));
      InterruptibleInbox inbox = started.join();
      while (!closed) {
        if (inbox.take(FOREVER) != 0 && !closed) {
          runTask();
        }
      }
    } catch (IpcException | RuntimeException | Error e) {
      if (!started.completeExceptionally(e)) {
        throw new IllegalStateException(e); // the thread begins again
      }
    }
  }

  private void runTask() {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      System.getLogger(CpuTimer.class.getName())
          .log(System.Logger.Level.ERROR, "the task of a CPU timer failed", e);
    }
  }

  /** Ends the timer and its thread; repeating it does nothing. May be called by the task itself. */
  @Override
  public void close() {
    closed = true;
    if (!Thread.currentThread().equals(thread)) {
      SignalHub.end(thread, started.join());
    }
  }
}
