package org.javaipc.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.UnixChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.javaipc.IpcException;
import org.javaipc.ResourceLimitException;
import org.javaipc.linux.socket.Acceptor;
import org.javaipc.linux.socket.OpenFiles;
import org.javaipc.linux.socket.SocketDescriptor;
import org.javaipc.spi.LibraryThread;
import org.jspecify.annotations.Nullable;

/**
 * Netty's epoll transport, whose one event loop accepts at all doors of this process. Of an accepted
 * connection it keeps nothing: messages go over our own descriptor of it. If an error ends the event loop, the door
 * is opened again in another.
 */
final class NettyDoorkeeper implements Doorkeeper {
  private final SocketDescriptor listening;
  private final Acceptor acceptor;
  private final Host host;
  private @Nullable Channel door; // guarded by this
  private volatile boolean closed;

  NettyDoorkeeper(SocketDescriptor listening, Acceptor acceptor, Host host) {
    this.listening = listening;
    this.acceptor = acceptor;
    this.host = host;
  }

  @Override
  public synchronized void start() throws IpcException {
    if (closed) {
      return;
    }
    try {
      EventLoop loop = NettyLoop.lease();
      try {
        door = register(loop);
      } finally { // also where an error of the linker ends this
        if (door == null) {
          NettyLoop.giveBack();
        }
      }
      var _ = door.closeFuture().addListener(lost -> openAnew());
    } catch (RuntimeException
        | OutOfMemoryError e) { // no descriptors or no thread for the event loop
      throw new ResourceLimitException(unstarted(e), e);
    }
  }

  /** Runs in the event loop, which may be about to end. */
  private void openAnew() {
    if (!closed) {
      try {
        LibraryThread.start(LibraryThread.of("javaipc-doors-again", this::reopen));
      } catch (ResourceLimitException e) {
        host.giveUp(e);
      }
    }
  }

  private void reopen() {
    giveBackDoor();
    while (!closed) {
      try {
        start();
        return;
      } catch (IpcException e) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private synchronized void giveBackDoor() {
    Channel old = door;
    if (old != null) {
      door = null;
      old.close().awaitUninterruptibly();
      NettyLoop.giveBack();
    }
  }

  private Channel register(EventLoop loop) throws IpcException {
    int fd = OpenFiles.duplicateNumber(listening.fd(), listening.toString());
    Channel channel = new EpollServerDomainSocketChannel(fd, true);
    channel.pipeline().addLast(porter());
    ChannelFuture registered = loop.register(channel).awaitUninterruptibly();
    if (!registered.isSuccess()) {
      channel.unsafe().closeForcibly();
      if (registered.cause() instanceof LinkageError broken) {
        throw broken;
      }
      throw new IpcException(unstarted(registered.cause()), registered.cause());
    }
    return channel;
  }

  /** {@return what the event loop tells of the door} */
  ChannelHandler porter() {
    return new Porter();
  }

  private String unstarted(Throwable cause) {
    return listening
        + ": Netty cannot accept connections: "
        + cause.getMessage()
        + "; raise the number of open files (ulimit -n), or start java with"
        + " -Dio.netty.transport.noNative=true";
  }

  @Override
  public void close() {
    closed = true;
    giveBackDoor();
  }

  /** A class of ours from a folder, too, cannot be loaded while there are too many open files. */
  private static boolean isNettyBroken(Throwable cause) {
    return cause instanceof LinkageError && String.valueOf(cause.getMessage()).contains("netty");
  }

  /** Runs in the event loop. */
  private final class Porter extends AcceptHandler {
    private int failures;
    private boolean looks;

    private Porter() {
      super(NettyDoorkeeper.this.acceptor);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws IpcException {
      try {
        SocketDescriptor client = take((UnixChannel) message);
        if (acceptor.admits(client)) {
          accepted(context, client);
        }
      } catch (ResourceLimitException e) {
        acceptor.countShed(); // by now it is closed
      }
    }

    private SocketDescriptor take(UnixChannel child) throws IpcException {
      String object = listening.toString();
      try {
        return SocketDescriptor.adopt(duplicate(child.fd().intValue(), object), object);
      } finally {
        child.unsafe().closeForcibly();
        acceptor.refillReserve();
      }
    }

    private int duplicate(int fd, String object) throws IpcException {
      try {
        return OpenFiles.duplicateNumber(fd, object);
      } catch (ResourceLimitException e) {
        if (!acceptor.spendReserve()) {
          throw e;
        }
        return OpenFiles.duplicateNumber(fd, object);
      }
    }

    @Override
    void accepted(ChannelHandlerContext context, SocketDescriptor client) {
      host.greet(client);
      failures = 0;
      if (!looks) {
        lookLater(context);
      }
    }

    private void lookLater(ChannelHandlerContext context) {
      var _ =
          context
              .channel()
              .eventLoop()
              .schedule(() -> look(context), LOOK_NANOS, TimeUnit.NANOSECONDS);
      looks = true;
    }

    private void look(ChannelHandlerContext context) {
      looks = false;
      boolean more = true;
      try {
        more = host.dropLate();
      } finally {
        if (more) {
          lookLater(context);
        }
      }
    }

    @Override
    void failed(ChannelHandlerContext context, Throwable cause) {
      if (++failures <= MOST_FAILURES && !isNettyBroken(cause)) {
        pause(context.channel());
      } else {
        closed = true;
        host.giveUp(cause instanceof Exception e ? e : new IllegalStateException(cause));
        var _ = context.close();
      }
    }
  }
}
