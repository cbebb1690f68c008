package org.javaipc.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.PeerCredentials;
import java.io.IOException;
import org.javaipc.IpcException;
import org.javaipc.linux.socket.Acceptor;
import org.javaipc.linux.socket.SocketDescriptor;

/**
 * The first handler of a server's channel: closes the connections of users who are not trusted before the
 * pipeline sees them.
 */
final class TrustHandler extends AcceptHandler {
  TrustHandler(Acceptor acceptor) {
    super(acceptor);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    Channel child = (Channel) message;
    if (isTrusted(child)) {
      context.fireChannelRead(child);
    } else {
      child.unsafe().closeForcibly();
    }
  }

  private boolean isTrusted(Channel child) throws IOException {
    PeerCredentials peer = ((EpollDomainSocketChannel) child).peerCredentials();
    return acceptor.isAccepted(peer.uid(), peer.gids()[0]);
  }

  @Override
  void accepted(ChannelHandlerContext context, SocketDescriptor connection) throws IpcException {
    try (connection) {
      context.fireChannelRead(new EpollDomainSocketChannel(connection.release(), true));
    }
  }

  @Override
  void failed(ChannelHandlerContext context, Throwable cause) {
    context.fireExceptionCaught(cause);
  }
}
