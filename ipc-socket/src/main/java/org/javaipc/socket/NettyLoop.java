package org.javaipc.socket;

import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.epoll.EpollIoHandler;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The event loop of all doors of this process, which is there for as long as there is a door. */
final class NettyLoop {
  private static final ThreadFactory THREAD =
      Thread.ofPlatform()
          .daemon()
          .inheritInheritableThreadLocals(false)
          .name("javaipc-doors")
          .factory();

  private static @Nullable EventLoop loop;
  private static int doors;

  private NettyLoop() {}

  /** {@return the event loop, for one door more} */
  static synchronized EventLoop lease() {
    if (loop == null) {
      loop = new SingleThreadIoEventLoop(null, THREAD, EpollIoHandler.newFactory());
    }
    doors++;
    return loop;
  }

  /** A door is closed; behind the last one the thread and its descriptors go. */
  static synchronized void giveBack() {
    if (--doors == 0 && loop != null) {
      var _ = loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      loop = null;
    }
  }
}
