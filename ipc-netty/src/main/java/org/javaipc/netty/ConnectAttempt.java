package org.javaipc.netty;

import io.netty.channel.ChannelPromise;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.javaipc.Connection;
import org.javaipc.Ipc;
import org.javaipc.IpcContext;
import org.javaipc.IpcException;
import org.javaipc.ResourceLimitException;
import org.javaipc.spi.LibraryThread;
import org.jspecify.annotations.Nullable;

/** Connects a channel: a virtual thread waits for the server while the event loop continues. */
final class ConnectAttempt {
  private final IpcChannel channel;
  private final IpcSocketAddress server;
  private final EventLoop loop;
  private final ChannelPromise promise;
  private final Thread thread;
  private @Nullable Future<?> timeout;

  ConnectAttempt(IpcChannel channel, IpcSocketAddress server, ChannelPromise promise) {
    this.channel = channel;
    this.server = server;
    this.loop = channel.eventLoop();
    this.promise = promise;
    this.thread = Thread.ofVirtual().name("javaipc-netty-connect").unstarted(this::connect);
  }

  void start() {
    int millis = channel.config().getConnectTimeoutMillis();
    if (millis > 0) {
      timeout = loop.schedule(() -> giveUp(millis), millis, TimeUnit.MILLISECONDS);
    }
    promise.addListener((Future<Void> ended) -> {
      if (ended.isCancelled()) {
        channel.closeNow();
      }
    });
    try {
      LibraryThread.start(thread);
    } catch (ResourceLimitException e) {
      failed(e);
    }
  }

  private void giveUp(int millis) {
    String message =
        server
            + ": not connected within "
            + millis
            + " ms, which is the channel's CONNECT_TIMEOUT_MILLIS";
    if (promise.tryFailure(new ConnectTimeoutException(message))) {
      channel.closeNow();
    }
  }

  /** Ends the attempt; a connection that it still makes is closed. */
  void cancel(Throwable why) {
    promise.tryFailure(why);
    thread.interrupt();
    forgetTimeout();
  }

  private void forgetTimeout() {
    if (timeout != null) {
      timeout.cancel(false);
    }
  }

  private void connect() {
    try {
      IpcContext context = Ipc.context();
      bring(context.connectNow(context.resolve(server.address())));
    } catch (IpcException | InterruptedException | RuntimeException | Error e) {
      onLoop(() -> failed(e));
    }
  }

  private void bring(Connection connection) {
    if (!onLoop(() -> connected(connection))) {
      channel.discard(connection);
    }
  }

  /** {@return whether the task will run; false if the loop has ended} */
  private boolean onLoop(Runnable task) {
    try {
      loop.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  private void connected(Connection connection) {
    forgetTimeout();
    if (!channel.isOpen()) {
      channel.discard(connection);
      return;
    }
    channel.connected(connection);
    boolean wanted = promise.trySuccess();
    channel.pipeline().fireChannelActive();
    if (!wanted) {
      channel.closeNow();
    }
  }

  private void failed(Throwable cause) {
    forgetTimeout();
    channel.notConnected();
    promise.tryFailure(cause);
  }
}
