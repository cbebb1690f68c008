package org.javaipc.connection;

import org.javaipc.Address;
import org.javaipc.Connection;
import org.javaipc.InvalidAddressException;
import org.javaipc.IpcException;
import org.javaipc.Server;
import org.javaipc.spi.ChannelProvider;
import org.javaipc.spi.ConnectionOptions;

/** The connections of one address, over channels of its transport. */
public final class ConnectionsOverChannels {
  private final Lanes lanes;

  /**
   * Describes the connections of an address. Opens nothing.
   *
   * @param provider of mailboxes with many senders
   * @param address of the server
   * @param options of the address
   * @throws InvalidAddressException if the options are invalid
   */
  public ConnectionsOverChannels(
      ChannelProvider provider, Address address, ConnectionOptions options) {
    if (!options.channel().framed()) {
      throw new InvalidAddressException(
          "address '%s': framing=none and framing=lines are for byte streams to programs that do not use javaipc; connections over %s: need message boundaries; leave the option out"
              .formatted(address, address.scheme()));
    }
    this.lanes = new Lanes(provider, address, options);
  }

  /**
   * {@return a server} Removes what clients and servers that died left behind.
   *
   * @throws IpcException as {@link org.javaipc.Channel#receiver} says
   */
  public Server listen() throws IpcException {
    lanes.removeLeftovers();
    ChannelServer server = new ChannelServer(lanes, lanes.welcome().receiver());
    try {
      ServerMemory.tell(lanes);
      server.start();
      return server;
    } catch (IpcException e) {
      server.close();
      throw e;
    }
  }

  /**
   * {@return a connection}
   *
   * @throws IpcException as {@link org.javaipc.spi.ConnectionProvider#connect} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public Connection connect() throws IpcException, InterruptedException {
    return new ClientHandshake(lanes).connect();
  }
}
