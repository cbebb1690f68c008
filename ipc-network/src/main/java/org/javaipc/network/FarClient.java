package org.javaipc.network;

import org.javaipc.Connection;
import org.javaipc.IpcException;
import org.javaipc.spi.ChannelOptions;

/** Connects a client. */
final class FarClient {
  private final FarOptions options;
  private final ChannelOptions channel;

  FarClient(FarOptions options, ChannelOptions channel) {
    this.options = options;
    this.channel = channel;
  }

  /** The client's two ends, after the handshake. */
  private record Sides(FarSending up, FarReceiving down) {}

  Connection connect() throws IpcException, InterruptedException {
    Sides sides = new FarJoin<>(options, channel, FarKind.CONNECTIONS, this::welcomed).join();
    return new FarConnection(
        options.address(), sides.up().sender(), sides.down().receiver(), () -> {});
  }

  private Sides welcomed(FarWelcome welcome, FarLink link)
      throws IpcException, InterruptedException {
    ChannelOptions agreed = FarLane.known(channel, welcome.capacity(), welcome.maxMessage());
    FarReceiving down = new FarReceiving(options, agreed, agreed, link);
    FarSending up = FarSending.lane(options, channel, welcome, link);
    link.begin(down.begin(), up.outlet(), options.silence(), welcome.silence());
    return new Sides(up, down);
  }
}
