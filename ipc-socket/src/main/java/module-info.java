/** Unix domain sockets: {@code unix:} and {@code unixgram:}. */
module org.javaipc.socket {
  requires transitive org.javaipc.api;
  requires org.javaipc.linux;
  requires transitive io.netty.buffer;
  requires io.netty.common;
  requires transitive io.netty.transport;
  requires io.netty.transport.classes.epoll;
  requires transitive io.netty.transport.unix.common;

  exports org.javaipc.socket;

  provides org.javaipc.spi.ChannelProvider with
      org.javaipc.socket.UnixProvider,
      org.javaipc.socket.UnixgramProvider;
}
