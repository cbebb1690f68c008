package org.javaipc.linux.wait;

import java.time.Duration;
import org.javaipc.IpcException;
import org.javaipc.WaitStrategy;
import org.javaipc.spi.ArgumentChecks;
import org.javaipc.spi.EndMonitor;

/**
 * How one end waits: it checks its condition repeatedly, and between two checks spins, yields, or sleeps in the kernel.
 *
 * <pre>{@code
 * waiting.begin(nanos);
 * try {
 *   while (!condition()) {
 *     if (!waiting.pause()) {
 *       return false; // the time is over
 *     }
 *   }
 * } finally {
 *   waiting.end();
 * }
 * }</pre>
 */
public final class Waiting {
  /** Waits without end. */
  public static final long FOREVER = Long.MAX_VALUE;

  /**
   * How long {@link WaitStrategy#ADAPTIVE} polls before it sleeps: about the cost of a wake-up.
   */
  private static final long SPIN_NANOS = 40_000;

  /** The clock and the interrupt status are checked once in this many pauses. */
  private static final int CHECK_INTERVAL = 16;

  private final WaitStrategy strategy;
  private final Sleep sleep;
  private final EndMonitor monitor;
  private long begin;
  private long timeout;
  private int pauses;
  private boolean spun;

  /** Sleeps in the kernel. */
  @FunctionalInterface
  public interface Sleep {
    /** Sleeps for at most {@code nanos}; may return for no reason. */
    void sleep(long nanos) throws IpcException;
  }

  public Waiting(WaitStrategy strategy, Sleep sleep, EndMonitor monitor) {
    this.strategy = strategy;
    this.sleep = sleep;
    this.monitor = monitor;
  }

  /** {@return a time to wait in nanoseconds, as {@link #begin} takes it} */
  public static long nanos(Duration timeout) {
    return ArgumentChecks.nanos(timeout);
  }

  /** Begins to wait for at most {@code nanos}, or {@link #FOREVER}. */
  public void begin(long nanos) {
    timeout = nanos;
    begin = System.nanoTime();
    pauses = 0;
    spun = strategy == WaitStrategy.PARK;
    monitor.waitBegins();
  }

  /** Ends the wait. */
  public void end() {
    monitor.waitEnds();
  }

  /** {@return false if the time is over; otherwise it is time to look again} */
  @SuppressWarnings("ThreadPriorityCheck") // this is what the strategy asks for
  public boolean pause() throws IpcException, InterruptedException {
    return switch (strategy) {
      case SPIN -> spin();
      case YIELD -> {
        Thread.yield();
        yield remaining() > 0;
      }
      case PARK, ADAPTIVE -> spun ? sleep() : spin();
    };
  }

  private boolean spin() throws InterruptedException {
    if (++pauses % CHECK_INTERVAL != 0 && timeout > SPIN_NANOS) {
      Thread.onSpinWait();
      return true;
    }
    spun = strategy == WaitStrategy.ADAPTIVE && System.nanoTime() - begin > SPIN_NANOS;
    return remaining() > 0;
  }

  private boolean sleep() throws IpcException, InterruptedException {
    long nanos = remaining();
    if (nanos <= 0) {
      return false;
    }
    sleep.sleep(nanos);
    return true;
  }

  private long remaining() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    return timeout == FOREVER ? FOREVER : timeout - (System.nanoTime() - begin);
  }
}
