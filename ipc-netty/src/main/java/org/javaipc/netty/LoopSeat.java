package org.javaipc.netty;

import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Gives a channel its current event loop, which it may leave for another. */
final class LoopSeat {
  private volatile @Nullable LoopLink link;

  /** The loop's own wrapper of the link, by which the loop counts channels; null at a loop of another kind. */
  private @Nullable IoRegistration registration;

  /** Registers with a loop of any kind. Called on the loop's thread, as all methods except {@link #wake}. */
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

  /**
   * Wakes the loop. May be called by any thread. Without a loop, the next one is woken when the channel registers
   * there.
   */
  void wake() {
    LoopLink current = link;
    if (current != null) {
      current.wake();
    }
  }
}
