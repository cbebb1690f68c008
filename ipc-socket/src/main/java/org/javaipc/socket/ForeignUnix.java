package org.javaipc.socket;

import java.util.Set;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.Channel;
import org.javaipc.IpcException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.linux.channel.Geometry;
import org.javaipc.linux.channel.Inlet;
import org.javaipc.linux.channel.KernelChannel;
import org.javaipc.spi.ChannelOptions;

/**
 * A stream socket whose other end may be any program: the kernel alone knows who takes part.
 *
 * @param address of the channel
 * @param options of the address
 * @param geometry of messages, which are whatever is read at once
 * @param socket name of the socket
 */
record ForeignUnix(
    Address address, ChannelOptions options, Geometry geometry, UnixSocketAddress socket)
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
    UnixStreamMedium medium = new UnixStreamMedium(socket, options);
    Binding binding = Binding.bind(true, socket, UnixPlace.binding(options));
    try {
      Inlet inlet = medium.inlet(binding, geometry);
      return KernelChannel.foreignReceiver(
          address, options, inlet, geometry.maxMessage(), binding::removeFile);
    } catch (IpcException | RuntimeException e) {
      binding.close();
      throw e;
    }
  }

  @Override
  public Sender sender() throws IpcException, InterruptedException {
    UnixStreamMedium medium = new UnixStreamMedium(socket, options);
    return KernelChannel.foreignSender(
        address, options, () -> medium.open(geometry), geometry.maxMessage());
  }
}
