package org.javaipc.socket;

import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.epoll.EpollIoHandler;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.javaipc.spi.LibraryThread;
import org.jspecify.annotations.Nullable;

/** The event loop of all doors of this process, which is there for as long as there is a door. */
final class NettyLoop {
  private static final ThreadFactory THREAD = body -> LibraryThread.once("javaipc-doors", body);

  private static @Nullable EventLoop loop;
  private static int doors;

  private NettyLoop() {}

  /** {@return the event loop, for one door more} */
  static synchronized EventLoop lease() {
    if (loop == null || loop.isShuttingDown()) { // an error may have ended it
      loop = new SingleThreadIoEventLoop(null, THREAD, EpollIoHandler.newFactory());
    }
    doors++;
    return loop;
  }

  /** A door is closed; behind the last one the thread and its descriptors go. */
  static synchronized void giveBack() {
    EventLoop last = loop;
    if (--doors == 0 && last != null) {
      loop = null; // whatever Netty throws, as where its thread never started
      var _ = last.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }
  }
}
