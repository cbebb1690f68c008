package org.javaipc.spi;

import org.javaipc.Address;
import org.javaipc.Connection;
import org.javaipc.IpcException;
import org.javaipc.Server;

/**
 * Implemented by a {@link ChannelProvider} whose medium has two-way connections of its own, such as
 * Unix domain sockets. A provider that does not implement it has them all the same, over two of its
 * channels for each connection, if it has {@link org.javaipc.Capability#MANY_SENDERS} and {@link
 * org.javaipc.Capability#MAILBOX}.
 */
public interface ConnectionProvider extends TransportProvider {
  /**
   * Listens for clients. Does not wait for one.
   *
   * @param address whose scheme is this provider's and whose name has a form that it takes
   * @param options of the address, checked
   * @return the server
   * @throws org.javaipc.ChannelBusyException if the name has a live server or receiver
   * @throws IpcException as {@link org.javaipc.Channel#receiver} says
   */
  Server listen(Address address, ConnectionOptions options) throws IpcException;

  /**
   * Connects to a server, waiting for it for as long as the option {@code connect} says.
   *
   * @param address whose scheme is this provider's and whose name has a form that it takes
   * @param options of the address, checked
   * @return the connection, which the server has taken up though maybe not accepted yet
   * @throws org.javaipc.ConnectTimeoutException if no server took the connection up in time
   * @throws org.javaipc.ChannelBusyException if the server has reached its limit of clients
   * @throws IpcException as {@link org.javaipc.Channel#sender} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  Connection connect(Address address, ConnectionOptions options)
      throws IpcException, InterruptedException;
}
