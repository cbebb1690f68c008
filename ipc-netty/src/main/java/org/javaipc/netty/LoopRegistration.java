package org.javaipc.netty;

import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A channel's place at an event loop that polls. */
final class LoopRegistration implements LoopLink, IoRegistration {
  private final IpcIoHandler loop;
  private final PolledHandle handle;
  private final AtomicBoolean woken = new AtomicBoolean();
  private final AtomicBoolean cancelled = new AtomicBoolean();

  /** The one that was woken before this one; the loop's stack runs through it. */
  @Nullable LoopRegistration nextWoken;

  /** Whether the loop polls it now; for the loop's thread, as the next. */
  boolean active;

  /** When it last had something, by {@link System#nanoTime}. */
  long busyAt;

  LoopRegistration(IpcIoHandler loop, PolledHandle handle) {
    this.loop = loop;
    this.handle = handle;
  }

  PolledHandle handle() {
    return handle;
  }

  @Override
  public void activate() {
    loop.activate(this);
  }

  @Override
  public void wake() {
    if (woken.compareAndSet(false, true)) {
      loop.wake(this);
    }
  }

  /** The loop has heard of it: from now on it is woken again. */
  void heard() {
    woken.set(false);
  }

  @Override
  public void leave() {
    cancel();
  }

  @Override
  public boolean cancel() {
    if (!cancelled.compareAndSet(false, true)) {
      return false;
    }
    loop.remove(this);
    return true;
  }

  @Override
  public boolean isValid() {
    return !cancelled.get();
  }

  @Override
  public long submit(IoOps ops) {
    throw new UnsupportedOperationException("a channel over " + handle + " takes no operations");
  }

  /** {@return this: event loops wrap what they are given} */
  @Override
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // Netty's signature
  public <T> T attachment() {
    return (T) this;
  }
}
