package org.javaipc.network;

import java.util.Set;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.Channel;
import org.javaipc.IpcException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.core.ring.RingChannel;
import org.javaipc.spi.ChannelOptions;

/**
 * A channel between machines: a ring at each end, and a stream that copies what is written into one ring to the same
 * place in the other.
 */
final class FarChannel implements Channel {
  private final FarOptions options;
  private final ChannelOptions channel;

  FarChannel(FarOptions options, ChannelOptions channel) {
    this.options = options;
    this.channel = channel;
    var _ = new RingChannel(options.address(), channel, capabilities(), FarLane.NOWHERE); // checks
  }

  @Override
  public Address address() {
    return options.address();
  }

  @Override
  public Set<Capability> capabilities() {
    return GrpcProvider.CAPABILITIES;
  }

  @Override
  public Sender sender() throws IpcException, InterruptedException {
    return new FarJoin<>(options, channel, FarKind.CHANNEL, this::welcomed).join();
  }

  private Sender welcomed(FarWelcome welcome, FarLink link)
      throws IpcException, InterruptedException {
    FarSending sending = FarSending.lane(options, channel, welcome, link);
    Sender sender = sending.sender();
    link.begin(null, sending.outlet(), options.silence(), welcome.silence());
    return sender;
  }

  @Override
  public Receiver receiver() throws IpcException {
    return ReceiverDoor.open(options, channel);
  }
}
