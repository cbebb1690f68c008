package org.javaipc.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.PeerCredentials;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.javaipc.ResourceLimitException;
import org.javaipc.linux.socket.Acceptor;
import org.javaipc.linux.socket.SocketDescriptor;

/**
 * The first handler of a server's channel: closes the connections of users who are not trusted before the
 * pipeline sees them, and keeps the server going where this process has too many open files.
 */
class TrustHandler extends ChannelInboundHandlerAdapter {
  private static final long PAUSE_MILLIS = 10;

  private final Acceptor acceptor;

  TrustHandler(Acceptor acceptor) {
    this.acceptor = acceptor;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    Channel child = (Channel) message;
    if (isTrusted(child)) {
      accepted(context, child);
    } else {
      child.unsafe().closeForcibly();
    }
  }

  private boolean isTrusted(Channel child) throws IOException {
    PeerCredentials peer = ((EpollDomainSocketChannel) child).peerCredentials();
    return acceptor.isAccepted(peer.uid(), peer.gids()[0]);
  }

  /** Passes a connection on. */
  void accepted(ChannelHandlerContext context, Channel child) throws Exception {
    context.fireChannelRead(child);
  }

  /** Accepting failed: our own way of it sheds a connection where descriptors are what it lacks. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) throws Exception {
    if (!(cause instanceof IOException)) {
      context.fireExceptionCaught(cause);
      return;
    }
    try {
      SocketDescriptor late = acceptor.accept().orElse(null);
      if (late != null) {
        accepted(context, new EpollDomainSocketChannel(late.release(), true));
      }
    } catch (ResourceLimitException e) {
      pause(context.channel());
    }
  }

  /** Rather than spin until somebody closes something. */
  private static void pause(Channel server) {
    server.config().setAutoRead(false);
    var _ =
        server
            .eventLoop()
            .schedule(() -> server.config().setAutoRead(true), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }
}
