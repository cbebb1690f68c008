package org.javaipc.signal;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.javaipc.ChannelClosedException;
import org.javaipc.IpcException;
import org.javaipc.Waitable;
import org.javaipc.linux.signal.TimerDescriptor;
import org.javaipc.linux.wait.PollableDescriptor;
import org.javaipc.linux.wait.UseGuard;

/**
 * An independent timer on the monotonic clock. It uses one descriptor, and neither a signal nor a thread; there can be
 * any number of them. Expirations that have not been taken are counted. For one thread at a time, platform or
 * virtual; {@link #close} may be called from others.
 *
 * <pre>{@code
 * try (Ticker ticker = Ticker.every(Duration.ofMillis(10))) {
 *   while (running) {
 *     long ticks = ticker.await();
 *     step(ticks);
 *   }
 * }
 * }</pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/timerfd_create.2.html">timerfd_create(2)</a>
 */
public final class Ticker implements Waitable, AutoCloseable {
  private static final Duration LEAST = Duration.ofNanos(1);
  private static final long FOREVER = Long.MAX_VALUE;

  private final TimerDescriptor timer;
  private final PollableDescriptor descriptor;
  private final UseGuard guard = new UseGuard("a ticker", Ticker.class);

  /** Expirations that {@link #awaitReady} has seen and nobody has taken. */
  private long seen;

  private Ticker(TimerDescriptor timer) {
    this.timer = timer;
    this.descriptor = new PollableDescriptor(timer.descriptor());
  }

  /**
   * {@return a timer that expires repeatedly}
   *
   * @param period between expirations, and until the first, one nanosecond to 68 years
   * @throws IllegalArgumentException if it is out of range
   * @throws org.javaipc.ResourceLimitException if descriptors have run out
   * @throws IpcException if the kernel refuses
   */
  public static Ticker every(Duration period) throws IpcException {
    return every(period, period);
  }

  /**
   * {@return a timer that expires repeatedly}
   *
   * @param delay until the first expiration, one nanosecond to 68 years
   * @param period from then on, in the same range
   * @throws IllegalArgumentException if one is out of range
   * @throws org.javaipc.ResourceLimitException if descriptors have run out
   * @throws IpcException if the kernel refuses
   */
  public static Ticker every(Duration delay, Duration period) throws IpcException {
    IntervalTimer.requireInRange("period", period, LEAST);
    return start(delay, period);
  }

  /**
   * {@return a timer that expires once}
   *
   * @param delay until then, one nanosecond to 68 years
   * @throws IllegalArgumentException if it is out of range
   * @throws org.javaipc.ResourceLimitException if descriptors have run out
   * @throws IpcException if the kernel refuses
   */
  public static Ticker once(Duration delay) throws IpcException {
    return start(delay, Duration.ZERO);
  }

  private static Ticker start(Duration delay, Duration period) throws IpcException {
    IntervalTimer.requireInRange("delay", delay, LEAST);
    TimerDescriptor timer = TimerDescriptor.create();
    try {
      timer.set(delay.toNanos(), period.toNanos());
      return new Ticker(timer);
    } catch (IpcException | RuntimeException e) {
      timer.close();
      throw e;
    }
  }

  /**
   * {@return how often it has expired since the last look; 0 if it has not}
   *
   * @throws ChannelClosedException if it is closed
   * @throws IpcException if the kernel refuses
   */
  public long poll() throws IpcException {
    enter();
    try {
      return take();
    } finally {
      guard.exit();
    }
  }

  /**
   * Waits until it expires.
   *
   * @return how often it has expired since the last look, at least 1
   * @throws ChannelClosedException if it is closed, also by another thread during the call
   * @throws IpcException if the kernel refuses
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public long await() throws IpcException, InterruptedException {
    return await(FOREVER);
  }

  /**
   * Waits until it expires, for at most the given time.
   *
   * @param timeout longest time to wait; zero or less does not wait
   * @return how often it has expired since the last look; 0 if the timeout elapsed
   * @throws ChannelClosedException if it is closed, also by another thread during the call
   * @throws IpcException if the kernel refuses
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public long await(Duration timeout) throws IpcException, InterruptedException {
    return await(TimeUnit.NANOSECONDS.convert(timeout));
  }

  @Override
  public boolean awaitReady(Duration timeout) throws IpcException, InterruptedException {
    long ticks = await(timeout);
    seen += ticks;
    return ticks != 0;
  }

  private long take() throws IpcException {
    long ticks = seen + timer.read();
    seen = 0;
    return ticks;
  }

  private long await(long nanos) throws IpcException, InterruptedException {
    enter();
    try {
      long start = System.nanoTime();
      while (true) {
        long ticks = take();
        long left = nanos == FOREVER ? FOREVER : nanos - (System.nanoTime() - start);
        if (ticks != 0 || left <= 0) {
          return ticks;
        }
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        if (guard.isClosed()) {
          throw closed();
        }
        descriptor.awaitReadable(left);
      }
    } finally {
      guard.exit();
    }
  }

  private void enter() throws ChannelClosedException {
    if (!guard.enter()) {
      throw closed();
    }
  }

  private static ChannelClosedException closed() {
    return new ChannelClosedException("ticker: it is closed");
  }

  /** Ends the timer and wakes a thread that waits for it; repeating it does nothing. */
  @Override
  public void close() {
    if (guard.close(descriptor::wake)) {
      descriptor.close();
    }
  }
}
