package org.javaipc.netty;

import io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A channel's registration with an event loop that sleeps on something else, such as sockets. Tasks poll the channel.
 */
final class ForeignLoopLink implements LoopLink, Runnable {
  private final EventLoop loop;
  private final PolledHandle handle;
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private volatile boolean left;

  ForeignLoopLink(EventLoop loop, PolledHandle handle) {
    this.loop = loop;
    this.handle = handle;
  }

  @Override
  public void activate() {
    wake();
  }

  @Override
  public void wake() {
    if (!scheduled.compareAndSet(false, true)) {
      return;
    }
    try {
      loop.execute(this);
    } catch (RejectedExecutionException e) {
      left = true; // the loop has ended, and Netty has closed its channels
    } catch (RuntimeException | Error e) {
      scheduled.set(false); // the next wake-up tries again
      throw e;
    }
  }

  @Override
  public void run() {
    scheduled.set(false);
    if (left) {
      return;
    }
    try {
      if (!handle.poll()) {
        handle.arm();
      } else if (handle.isWanting()) {
        wake();
      }
    } catch (OutOfMemoryError | StackOverflowError e) {
      wake(); // Netty logs it, and without another look the channel would stand still
      throw e;
    }
  }

  @Override
  public void leave() {
    left = true;
  }
}
