package org.javaipc.socket;

import java.util.Set;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.Channel;
import org.javaipc.IpcException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.linux.channel.KernelChannel;
import org.javaipc.linux.channel.message.ChannelLimits;
import org.javaipc.linux.socket.SocketKind;
import org.javaipc.spi.ChannelOptions;

/**
 * A datagram socket whose other end may be any program. It is a mailbox: the kernel does not say that
 * there is no sender any more.
 *
 * @param address of the channel
 * @param options of the address
 * @param geometry of messages
 */
record ForeignUnixgram(Address address, ChannelOptions options, ChannelLimits geometry)
    implements Channel {
  private static final Set<Capability> CAPABILITIES =
      Set.of(
          Capability.CROSS_PROCESS,
          Capability.MANY_SENDERS,
          Capability.MAILBOX,
          Capability.FOREIGN_PEER,
          Capability.VIRTUAL_THREADS);

  @Override
  public Set<Capability> capabilities() {
    return CAPABILITIES;
  }

  @Override
  public Receiver receiver() throws IpcException {
    return PassedListener.isMeant(address)
        ? receiver(UnixSocketAddress.UNNAMED, PassedListener.take(address, SocketKind.DATAGRAM))
        : bound(UnixPlace.socket(address, options));
  }

  private Receiver bound(UnixSocketAddress name) throws IpcException {
    return receiver(name, Binding.bind(SocketKind.DATAGRAM, name, UnixPlace.binding(options)));
  }

  private Receiver receiver(UnixSocketAddress name, Binding binding) throws IpcException {
    try {
      return KernelChannel.foreignReceiver(
          address,
          options,
          new UnixDatagramMedium(name, options).inlet(binding, geometry),
          geometry.maxMessage(),
          binding);
    } catch (IpcException | RuntimeException e) {
      binding.close();
      throw e;
    }
  }

  @Override
  public Sender sender() throws IpcException, InterruptedException {
    PassedListener.refuse(address);
    UnixDatagramMedium medium = new UnixDatagramMedium(UnixPlace.socket(address, options), options);
    return KernelChannel.foreignSender(
        address, options, () -> medium.open(geometry), geometry.maxMessage());
  }
}
