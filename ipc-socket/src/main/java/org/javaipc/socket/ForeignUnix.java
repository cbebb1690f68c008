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
import org.javaipc.linux.channel.message.MessageSource;
import org.javaipc.linux.socket.SocketKind;
import org.javaipc.spi.ChannelOptions;

/**
 * A stream socket whose other end may be any program: the kernel alone knows who takes part.
 *
 * @param address of the channel
 * @param options of the address
 * @param geometry of messages, which are whatever is read at once
 */
record ForeignUnix(Address address, ChannelOptions options, ChannelLimits geometry)
    implements Channel {
  /** The kernel ends the stream of a peer that died as it ends that of one that closed. */
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
    if (PassedListener.isMeant(address)) {
      return receiver(UnixSocketAddress.UNNAMED, PassedListener.take(address, SocketKind.STREAM));
    }
    UnixSocketAddress name = UnixPlace.socket(address, options);
    return receiver(name, Binding.bind(SocketKind.STREAM, name, UnixPlace.binding(options)));
  }

  private Receiver receiver(UnixSocketAddress name, Binding binding) throws IpcException {
    try {
      MessageSource inlet = new UnixStreamMedium(name, options).inlet(binding, geometry);
      return KernelChannel.foreignReceiver(address, options, inlet, geometry.maxMessage(), binding);
    } catch (IpcException | RuntimeException e) {
      binding.close();
      throw e;
    }
  }

  @Override
  public Sender sender() throws IpcException, InterruptedException {
    PassedListener.refuse(address);
    UnixStreamMedium medium = new UnixStreamMedium(UnixPlace.socket(address, options), options);
    return KernelChannel.foreignSender(
        address, options, () -> medium.open(geometry), geometry.maxMessage());
  }
}
