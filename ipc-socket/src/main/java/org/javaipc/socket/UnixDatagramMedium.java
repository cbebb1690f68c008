package org.javaipc.socket;

import java.util.Optional;
import org.javaipc.IpcException;
import org.javaipc.linux.channel.Geometry;
import org.javaipc.linux.channel.Inlet;
import org.javaipc.linux.channel.Outlet;
import org.javaipc.linux.channel.PacketInlet;
import org.javaipc.linux.channel.PacketOutlet;
import org.javaipc.linux.socket.DatagramPort;
import org.javaipc.linux.socket.SocketDescriptor;
import org.javaipc.linux.socket.SocketDescriptor.Connected;
import org.javaipc.spi.ChannelOptions;

/** Datagram sockets: all senders share the queue of the receiver. */
final class UnixDatagramMedium extends UnixMedium {
  UnixDatagramMedium(UnixSocketAddress name, ChannelOptions options) {
    super(name, options, false);
  }

  @Override
  Inlet inlet(Binding binding, Geometry geometry) throws IpcException {
    DatagramPort port = DatagramPort.receiving(binding.socket(), options.access());
    return new PacketInlet(port, geometry.maxMessage());
  }

  @Override
  Optional<Outlet> open(Geometry geometry) throws IpcException {
    SocketDescriptor socket = SocketDescriptor.open(false, name.toString());
    try {
      if (socket.connect(name.name()) != Connected.YES) {
        socket.close();
        return Optional.empty();
      }
      socket.sendBuffer((int) geometry.capacity());
      return Optional.of(new PacketOutlet(DatagramPort.sending(socket), geometry.maxMessage()));
    } catch (IpcException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }
}
