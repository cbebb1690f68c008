package org.javaipc.netty;

import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Where a channel finds its event loop, which it may leave for another. */
final class LoopSeat {
  private volatile @Nullable LoopLink link;

  /** The loop's own wrapping of the link, which counts; null at a loop of another kind. */
  private @Nullable IoRegistration registration;

  /** Takes a place at a loop, of whatever kind. On the loop's thread, as all but {@link #wake}. */
  void take(EventLoop loop, PolledHandle handle, ChannelPromise promise) {
    if (loop instanceof IoEventLoop io && io.isCompatible(handle.getClass())) {
      io.register(handle).addListener((Future<IoRegistration> taken) -> taken(taken, promise));
    } else {
      link = new ForeignLoopLink(loop, handle);
      activate();
      promise.setSuccess();
    }
  }

  private void taken(Future<IoRegistration> taken, ChannelPromise promise) {
    if (taken.isSuccess()) {
      registration = taken.getNow();
      link = registration.attachment();
      activate();
      promise.setSuccess();
    } else {
      promise.setFailure(taken.cause());
    }
  }

  void leave() {
    LoopLink left = link;
    IoRegistration registered = registration;
    link = null;
    registration = null;
    if (registered != null) {
      registered.cancel();
    } else if (left != null) {
      left.leave();
    }
  }

  void activate() {
    LoopLink current = link;
    if (current != null) {
      current.activate();
    }
  }

  /** Wakes the loop, by any thread; without one, the next is told when the channel takes its place there. */
  void wake() {
    LoopLink current = link;
    if (current != null) {
      current.wake();
    }
  }
}
