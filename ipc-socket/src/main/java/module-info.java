/**
 * Unix domain sockets: {@code unix:} and {@code unixgram:}.
 *
 * <p>Netty is only needed for {@code UnixNetty}, and used by servers where it is there.
 */
module org.javaipc.socket {
  requires transitive org.javaipc.api;
  requires org.javaipc.linux;
  requires static transitive io.netty.buffer;
  requires static io.netty.common;
  requires static transitive io.netty.transport;
  requires static io.netty.transport.classes.epoll;
  requires static transitive io.netty.transport.unix.common;
  requires static org.jspecify;

  exports org.javaipc.socket;

  provides org.javaipc.spi.ChannelProvider with
      org.javaipc.socket.UnixProvider,
      org.javaipc.socket.UnixgramProvider;
}
