package org.javaipc.socket;

import java.util.Optional;
import org.javaipc.AccessRefusedException;
import org.javaipc.IpcException;
import org.javaipc.linux.channel.ByteStream;
import org.javaipc.linux.channel.Geometry;
import org.javaipc.linux.channel.Inlet;
import org.javaipc.linux.channel.Outlet;
import org.javaipc.linux.channel.StreamOutlet;
import org.javaipc.linux.socket.Acceptor;
import org.javaipc.linux.socket.ConnectionsInlet;
import org.javaipc.linux.socket.SocketDescriptor;
import org.javaipc.linux.socket.SocketDescriptor.Connected;
import org.javaipc.spi.AccessPolicy;
import org.javaipc.spi.ChannelOptions;

/** Stream sockets: the receiver listens, each sender has a connection. */
final class UnixStreamMedium extends UnixMedium {
  UnixStreamMedium(UnixSocketAddress name, ChannelOptions options) {
    super(name, options, true);
  }

  @Override
  Inlet inlet(Binding binding, Geometry geometry) throws IpcException {
    SocketDescriptor socket = binding.socket();
    socket.listen(UnixServerOptions.DEFAULT.backlog());
    Acceptor acceptor = new Acceptor(socket, options.access(), Refusal::tell);
    return new ConnectionsInlet(socket, acceptor, geometry);
  }

  @Override
  Optional<Outlet> open(Geometry geometry) throws IpcException {
    SocketDescriptor socket = SocketDescriptor.open(true, name.toString());
    try {
      if (socket.connect(name.name()) != Connected.YES) {
        socket.close();
        return Optional.empty();
      }
      requireTrusted(socket, options.access());
      socket.sendBuffer((int) geometry.capacity());
      ByteStream stream = ByteStream.ofConnection(socket.pollable());
      return Optional.of(new RefusableOutlet(new StreamOutlet(stream, geometry), socket));
    } catch (IpcException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** Throws unless who listens there is trusted. */
  static void requireTrusted(SocketDescriptor socket, AccessPolicy policy) throws IpcException {
    if (!socket.isTrusted(policy)) {
      throw new AccessRefusedException(
          "%s: who listens there is uid=%d, who is not trusted; allow it with trust=uid:%d"
              .formatted(socket, socket.peer().uid(), socket.peer().uid()));
    }
  }
}
