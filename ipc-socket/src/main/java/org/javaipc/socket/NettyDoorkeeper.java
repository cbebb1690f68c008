package org.javaipc.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.UnixChannel;
import java.util.concurrent.TimeUnit;
import org.javaipc.IpcException;
import org.javaipc.ResourceLimitException;
import org.javaipc.linux.socket.Acceptor;
import org.javaipc.linux.socket.OpenFiles;
import org.javaipc.linux.socket.SocketDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * Netty's epoll transport, whose one event loop accepts at all doors of this process. Of an accepted
 * connection it keeps nothing: messages go over our own descriptor of it.
 */
final class NettyDoorkeeper implements Doorkeeper {
  private final SocketDescriptor listening;
  private final Acceptor acceptor;
  private final Host host;
  private @Nullable Channel door;

  NettyDoorkeeper(SocketDescriptor listening, Acceptor acceptor, Host host) {
    this.listening = listening;
    this.acceptor = acceptor;
    this.host = host;
  }

  @Override
  public void start() throws IpcException {
    try {
      EventLoop loop = NettyLoop.lease();
      try {
        door = register(loop);
      } finally {
        if (door == null) {
          NettyLoop.giveBack();
        }
      }
    } catch (RuntimeException e) { // the event loop has no descriptors for what it needs
      throw new ResourceLimitException(unstarted(e), e);
    }
  }

  private Channel register(EventLoop loop) throws IpcException {
    int fd = OpenFiles.duplicateNumber(listening.fd(), listening.toString());
    Channel channel = new EpollServerDomainSocketChannel(fd, true);
    channel.pipeline().addLast(porter());
    ChannelFuture registered = loop.register(channel).awaitUninterruptibly();
    if (!registered.isSuccess()) {
      channel.unsafe().closeForcibly();
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
        + ": Netty cannot keep the door: "
        + cause.getMessage()
        + "; raise the number of open files (ulimit -n), or start java with"
        + " -Dio.netty.transport.noNative=true";
  }

  @Override
  public void close() {
    if (door != null) {
      door.close().awaitUninterruptibly();
      door = null;
      NettyLoop.giveBack();
    }
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
        int fd = OpenFiles.duplicateNumber(child.fd().intValue(), object);
        return SocketDescriptor.adopt(fd, object);
      } finally {
        child.unsafe().closeForcibly();
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
      looks = true;
      var _ =
          context
              .channel()
              .eventLoop()
              .schedule(() -> look(context), LOOK_NANOS, TimeUnit.NANOSECONDS);
    }

    private void look(ChannelHandlerContext context) {
      looks = false;
      if (host.dropLate()) {
        lookLater(context);
      }
    }

    @Override
    void failed(ChannelHandlerContext context, Throwable cause) {
      if (++failures <= MOST_FAILURES) {
        pause(context.channel());
      } else {
        host.giveUp(cause instanceof Exception e ? e : new IllegalStateException(cause));
        var _ = context.close();
      }
    }
  }
}
