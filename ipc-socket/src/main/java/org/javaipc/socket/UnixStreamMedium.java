package org.javaipc.socket;

import java.util.Optional;
import org.javaipc.AccessPolicy;
import org.javaipc.AccessRefusedException;
import org.javaipc.IpcException;
import org.javaipc.linux.channel.message.ByteStream;
import org.javaipc.linux.channel.message.ChannelLimits;
import org.javaipc.linux.channel.message.MessageSink;
import org.javaipc.linux.channel.message.MessageSource;
import org.javaipc.linux.channel.message.StreamSink;
import org.javaipc.linux.socket.Acceptor;
import org.javaipc.linux.socket.ConnectionsInlet;
import org.javaipc.linux.socket.SocketDescriptor;
import org.javaipc.linux.socket.SocketDescriptor.Connected;
import org.javaipc.linux.socket.SocketFile;
import org.javaipc.linux.socket.SocketKind;
import org.javaipc.spi.ChannelOptions;

/** Stream sockets: the receiver listens, each sender has a connection. */
final class UnixStreamMedium extends UnixMedium {
  UnixStreamMedium(UnixSocketAddress name, ChannelOptions options) {
    super(name, options, SocketKind.STREAM);
  }

  @Override
  MessageSource inlet(Binding binding, ChannelLimits geometry) throws IpcException {
    SocketDescriptor socket = binding.socket();
    socket.listen(UnixServerOptions.DEFAULT.backlog());
    Acceptor acceptor = new Acceptor(socket, options.access(), Refusal::tell).shedNone();
    return new ConnectionsInlet(socket, acceptor, geometry);
  }

  @Override
  Optional<MessageSink> open(ChannelLimits geometry) throws IpcException {
    SocketDescriptor socket = SocketDescriptor.open(SocketKind.STREAM, name.toString());
    try {
      Connected result = socket.connect(name.name());
      if (result == Connected.OTHER_KIND) {
        throw SocketFile.otherKind(name.name(), SocketKind.STREAM);
      }
      if (result != Connected.YES) {
        socket.close();
        return Optional.empty();
      }
      requireTrusted(socket, options.access());
      socket.sendBuffer((int) geometry.capacity());
      ByteStream stream = ByteStream.ofConnection(socket.pollable());
      return Optional.of(new RefusableOutlet(new StreamSink(stream, geometry), socket));
    } catch (IpcException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** Throws unless who listens there is trusted. */
  static void requireTrusted(SocketDescriptor socket, AccessPolicy policy) throws IpcException {
    if (!socket.isTrusted(policy)) {
      throw new AccessRefusedException(
          "%s: the process that listens runs as uid=%d, which is not trusted; allow it with trust=uid:%d"
              .formatted(socket, socket.peer().uid(), socket.peer().uid()));
    }
  }
}
