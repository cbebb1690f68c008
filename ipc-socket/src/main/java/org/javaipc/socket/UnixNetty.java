package org.javaipc.socket;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketChannel;
import java.util.Optional;
import org.javaipc.IpcException;
import org.javaipc.TransportUnavailableException;
import org.javaipc.linux.socket.OpenFiles;

/**
 * Netty channels over the sockets of this package: any Netty protocol at our addresses, with the runtime
 * directory, mode, owner, takeover of what a dead server left, and allow-list of ours, in a pipeline of the
 * application's own.
 *
 * <pre>{@code
 * EventLoopGroup group = new MultiThreadIoEventLoopGroup(EpollIoHandler.newFactory());
 * UnixServerSocket socket = UnixServerSocket.bind(UnixSocketAddress.inRuntimeDirectory("web"));
 * ServerBootstrap bootstrap = new ServerBootstrap().group(group).childHandler(httpInitializer);
 * Channel server = UnixNetty.serve(bootstrap, socket).sync().channel();
 * }</pre>
 *
 * <p>All methods may be called from any thread. The event loops are to be Netty's epoll ones.
 */
public final class UnixNetty {
  private UnixNetty() {}

  /**
   * {@return why Netty's epoll transport cannot be used by this process, with the cure; empty if it can
   * be} The first call loads Netty and its library, which takes some tenths of a second.
   */
  public static Optional<String> unavailable() {
    return NettyAvailability.unavailable();
  }

  /**
   * Serves with Netty at an address of ours.
   *
   * @param bootstrap with groups and a child handler, and without a channel class: the channel is made
   *     here
   * @param server that listens; the channel's from now on, closed with it
   * @return completes when the channel takes connections
   * @throws TransportUnavailableException if Netty's epoll transport cannot be used
   * @throws IpcException if there are too many open files
   */
  public static ChannelFuture serve(ServerBootstrap bootstrap, UnixServerSocket server)
      throws IpcException {
    requireAvailable(server.toString());
    int fd = OpenFiles.duplicateNumber(server.socket().fd(), server.toString());
    EpollServerDomainSocketChannel channel = new EpollServerDomainSocketChannel(fd, true);
    channel.pipeline().addFirst("javaipc-trust", new TrustHandler(server.acceptor()));
    channel.closeFuture().addListener(closed -> server.close());
    return bootstrap.channelFactory(() -> channel).register();
  }

  /**
   * Makes a Netty channel of a connection.
   *
   * @param socket connected; closed, whatever happens
   * @return the channel, to be given a pipeline and registered with an event loop
   * @throws TransportUnavailableException if Netty's epoll transport cannot be used
   * @throws IpcException if there are too many open files
   */
  public static DomainSocketChannel channel(UnixSocket socket) throws IpcException {
    try {
      requireAvailable(socket.toString());
      return new EpollDomainSocketChannel(socket.release(), true);
    } catch (IpcException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Makes a Netty channel of a connection, with the bootstrap's handler, group and options.
   *
   * @param bootstrap with a group and a handler, and without a channel class
   * @param socket connected; closed, whatever happens
   * @return completes when the channel is registered and active
   * @throws TransportUnavailableException if Netty's epoll transport cannot be used
   * @throws IpcException if there are too many open files
   */
  public static ChannelFuture register(Bootstrap bootstrap, UnixSocket socket) throws IpcException {
    DomainSocketChannel channel = channel(socket);
    return bootstrap.channelFactory(() -> channel).register();
  }

  private static void requireAvailable(String object) throws TransportUnavailableException {
    Optional<String> reason = unavailable();
    if (reason.isPresent()) {
      throw new TransportUnavailableException(object + ": " + reason.get());
    }
  }
}
