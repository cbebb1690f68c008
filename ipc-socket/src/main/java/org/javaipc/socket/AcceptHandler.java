package org.javaipc.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.javaipc.IpcException;
import org.javaipc.ResourceLimitException;
import org.javaipc.linux.socket.Acceptor;
import org.javaipc.linux.socket.SocketDescriptor;

/** Keeps a server's channel going where this process has too many open files. */
abstract class AcceptHandler extends ChannelInboundHandlerAdapter {
  final Acceptor acceptor;

  AcceptHandler(Acceptor acceptor) {
    this.acceptor = acceptor;
  }

  /** Takes a connection of a trusted user that was accepted here, its own from now on. */
  abstract void accepted(ChannelHandlerContext context, SocketDescriptor connection)
      throws Exception;

  /** Takes note of another failure than a limit that is reached. */
  abstract void failed(ChannelHandlerContext context, Throwable cause);

  /** Accepting failed: our own way of it sheds a connection where descriptors are what it lacks. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) throws Exception {
    if (!(cause instanceof IOException) || cause instanceof IpcException) {
      failed(context, cause);
      return;
    }
    try {
      SocketDescriptor connection = acceptor.accept().orElse(null);
      if (connection != null) {
        accepted(context, connection);
      }
    } catch (ResourceLimitException e) {
      pause(context.channel());
    } catch (IpcException e) {
      failed(context, e);
    }
  }

  /** Rather than spin until somebody closes something. */
  static void pause(Channel server) {
    var _ =
        server
            .eventLoop()
            .schedule(
                () -> server.config().setAutoRead(true),
                Doorkeeper.PAUSE_NANOS,
                TimeUnit.NANOSECONDS);
    server.config().setAutoRead(false); // last: if there is no memory for the task, it goes on
  }
}
