package org.javaipc.network;

import org.javaipc.Connection;
import org.javaipc.IpcException;
import org.javaipc.Sender;
import org.javaipc.spi.ChannelOptions;

/** Connects a client. */
final class FarClient {
  private final FarOptions options;
  private final ChannelOptions channel;

  FarClient(FarOptions options, ChannelOptions channel) {
    this.options = options;
    this.channel = channel;
  }

  Connection connect() throws IpcException, InterruptedException {
    return new FarJoin<>(options, channel, FarKind.CONNECTIONS, this::welcomed).join();
  }

  private Connection welcomed(FarWelcome welcome, FarLink link)
      throws IpcException, InterruptedException {
    ChannelOptions agreed = FarLane.known(channel, welcome.capacity(), welcome.maxMessage());
    FarReceiving down = new FarReceiving(options, agreed, agreed, link);
    boolean in = false;
    try {
      FarSending up = FarSending.lane(options, channel, welcome, link);
      Sender sender = up.sender();
      link.begin(down.begin(), up.outlet(), options.silence(), welcome.silence());
      in = true;
      return new FarConnection(options.address(), sender, down.receiver(), () -> {});
    } finally {
      if (!in) {
        down.receiver().close();
      }
    }
  }
}
