package org.javaipc.socket;

import java.util.Optional;
import org.javaipc.IpcException;
import org.javaipc.linux.channel.message.ChannelLimits;
import org.javaipc.linux.channel.message.MessageSink;
import org.javaipc.linux.channel.message.MessageSource;
import org.javaipc.linux.channel.message.PacketSink;
import org.javaipc.linux.channel.message.PacketSource;
import org.javaipc.linux.socket.DatagramPort;
import org.javaipc.linux.socket.SocketDescriptor;
import org.javaipc.linux.socket.SocketDescriptor.Connected;
import org.javaipc.linux.socket.SocketFile;
import org.javaipc.linux.socket.SocketKind;
import org.javaipc.spi.ChannelOptions;

/** Datagram sockets: all senders share the queue of the receiver. */
final class UnixDatagramMedium extends UnixMedium {
  UnixDatagramMedium(UnixSocketAddress name, ChannelOptions options) {
    super(name, options, SocketKind.DATAGRAM);
  }

  @Override
  MessageSource inlet(Binding binding, ChannelLimits geometry) throws IpcException {
    DatagramPort port = DatagramPort.receiving(binding.socket(), options.access());
    return new PacketSource(port, geometry.maxMessage());
  }

  @Override
  Optional<MessageSink> open(ChannelLimits geometry) throws IpcException {
    SocketDescriptor socket = SocketDescriptor.open(SocketKind.DATAGRAM, name.toString());
    try {
      Connected result = socket.connect(name.name());
      if (result == Connected.OTHER_KIND) {
        throw SocketFile.otherKind(name.name(), SocketKind.DATAGRAM);
      }
      if (result != Connected.YES) {
        socket.close();
        return Optional.empty();
      }
      socket.sendBuffer((int) geometry.capacity());
      return Optional.of(new PacketSink(DatagramPort.sending(socket), geometry.maxMessage()));
    } catch (IpcException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }
}
