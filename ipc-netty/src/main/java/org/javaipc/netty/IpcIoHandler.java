package org.javaipc.netty;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Lets a Netty event loop serve channels over this library. The loop polls the busy channels in turn. When all are
 * quiet, it sleeps until a channel, a task or a timer wakes it. An idle loop uses no processor time, however many
 * channels it has.
 *
 * <pre>{@code
 * EventLoopGroup group = new MultiThreadIoEventLoopGroup(IpcIoHandler.newFactory());
 * }</pre>
 *
 * <p>Channels of this package also run on event loops of other kinds, such as {@link
 * io.netty.channel.nio.NioIoHandler}'s, so one loop can serve both sides of a proxy. Each read there costs a task.
 */
public final class IpcIoHandler implements IoHandler {
  private static final System.Logger LOG = System.getLogger(IpcIoHandler.class.getName());

  /** The time for which a wait of this library spins by default before it sleeps. */
  private static final Duration SPIN = Duration.ofNanos(20_000);

  private final ThreadAwareExecutor executor;
  private final long spinNanos;
  private final Set<LoopRegistration> all = new LinkedHashSet<>();
  private final List<LoopRegistration> active = new ArrayList<>();
  private final AtomicReference<@Nullable LoopRegistration> woken = new AtomicReference<>();
  private volatile @Nullable Thread thread;

  private IpcIoHandler(ThreadAwareExecutor executor, long spinNanos) {
    this.executor = executor;
    this.spinNanos = spinNanos;
  }

  /** {@return a factory of handlers for event loops, which polls a quiet channel for 20 us before it sleeps} */
  public static IoHandlerFactory newFactory() {
    return newFactory(SPIN);
  }

  /**
   * {@return a factory of handlers for event loops}
   *
   * @param spin how long the loop still polls a channel that has become quiet before it sleeps; zero saves processor
   *     time but increases latency
   * @throws IllegalArgumentException if it is negative
   */
  public static IoHandlerFactory newFactory(Duration spin) {
    if (spin.isNegative()) {
      throw new IllegalArgumentException("spin=" + spin + " is negative");
    }
    long nanos = TimeUnit.NANOSECONDS.convert(spin);
    return executor -> new IpcIoHandler(executor, nanos);
  }

  @Override
  public void initialize() {
    thread = Thread.currentThread();
  }

  @Override
  public int run(IoHandlerContext context) {
    hearWoken();
    int busy = active.isEmpty() ? 0 : pollTimed(context);
    if (busy == 0 && context.canBlock()) {
      rest(context);
    }
    return busy;
  }

  private void hearWoken() {
    LoopRegistration next = woken.getAndSet(null);
    while (next != null) {
      LoopRegistration heard = next;
      next = heard.nextWoken;
      heard.nextWoken = null;
      heard.heard();
      activate(heard);
    }
  }

  private int pollTimed(IoHandlerContext context) {
    long begin = System.nanoTime();
    int busy = pollActive(begin);
    if (busy > 0 && context.shouldReportActiveIoTime()) {
      context.reportActiveIoTime(System.nanoTime() - begin);
    }
    return busy;
  }

  /**
   * {@return how many channels had something to do} From now on, those that have been quiet for long enough are watched
   * instead.
   */
  private int pollActive(long now) {
    int busy = 0;
    for (int i = active.size() - 1; i >= 0; i--) {
      LoopRegistration polled = active.get(i);
      if (polled.isValid() && polled.handle().poll()) {
        polled.busyAt = now;
        busy++;
      } else if (!polled.isValid() || isQuiet(polled, now)) {
        polled.active = false;
        LoopRegistration last = active.removeLast();
        if (i < active.size()) {
          active.set(i, last);
        }
      }
    }
    return busy;
  }

  private boolean isQuiet(LoopRegistration polled, long now) {
    if (!polled.handle().isWanting()) {
      return true;
    }
    if (now - polled.busyAt < spinNanos) {
      return false;
    }
    polled.handle().arm();
    return true;
  }

  private void rest(IoHandlerContext context) {
    if (!active.isEmpty()) {
      Thread.onSpinWait();
      return;
    }
    long delay = context.delayNanos(System.nanoTime());
    if (delay <= 0 || woken.get() != null) {
      return;
    }
    LockSupport.parkNanos(this, delay);
    if (Thread.interrupted()) {
      LOG.log(
          System.Logger.Level.DEBUG,
          "an event loop was interrupted, which has no effect; shut its group down in order to end it");
    }
  }

  /** Starts polling a channel. Runs on the loop's thread. */
  void activate(LoopRegistration wanting) {
    if (!wanting.active && wanting.isValid()) {
      wanting.active = true;
      wanting.busyAt = System.nanoTime();
      active.add(wanting);
    }
  }

  /** Makes the loop poll a channel. May be called by any thread. */
  void wake(LoopRegistration ready) {
    LoopRegistration before;
    do {
      before = woken.get();
      ready.nextWoken = before;
    } while (!woken.compareAndSet(before, ready));
    wakeup();
  }

  @Override
  public void wakeup() {
    LockSupport.unpark(thread);
  }

  @Override
  public IoRegistration register(IoHandle handle) {
    if (!(handle instanceof PolledHandle polled)) {
      throw new IllegalArgumentException(
          handle + " is not a channel of ipc-netty; its event loop needs another IoHandler");
    }
    LoopRegistration registration = new LoopRegistration(this, polled);
    all.add(registration);
    handle.registered();
    return registration;
  }

  /** Forgets a channel that has left. May be called by any thread. */
  void remove(LoopRegistration left) {
    if (executor.isExecutorThread(Thread.currentThread())) {
      removeNow(left);
    } else {
      executor.execute(() -> removeNow(left));
    }
  }

  private void removeNow(LoopRegistration left) {
    if (all.remove(left)) {
      left.handle().unregistered();
    }
  }

  @Override
  public void prepareToDestroy() {
    for (LoopRegistration open : List.copyOf(all)) {
      open.handle().close();
    }
  }

  /** Closes the remaining channels: a loop that is shut down without a quiet period may still have some. */
  @Override
  public void destroy() {
    prepareToDestroy();
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> type) {
    return PolledHandle.class.isAssignableFrom(type);
  }
}
