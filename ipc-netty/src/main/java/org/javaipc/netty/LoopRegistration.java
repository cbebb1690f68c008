package org.javaipc.netty;

import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A channel's registration with an event loop that polls. */
final class LoopRegistration implements LoopLink, IoRegistration {
  private final IpcIoHandler loop;
  private final PolledHandle handle;
  private final AtomicBoolean woken = new AtomicBoolean();
  private final AtomicBoolean cancelled = new AtomicBoolean();

  /** The registration that was woken before this one: the link of the loop's stack. */
  @Nullable LoopRegistration nextWoken;

  /** Whether the loop polls it now. Only for the loop's thread, like the next field. */
  boolean active;

  /** When it last had something to do, by {@link System#nanoTime}. */
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

  /** The loop has noticed it; from now on it can be woken again. */
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

  /** {@return this, since event loops wrap the registration that they are given} */
  @Override
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // Netty's signature
  public <T> T attachment() {
    return (T) this;
  }
}
