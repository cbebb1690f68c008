package org.javaipc.spi;

import org.javaipc.Address;
import org.javaipc.Connection;
import org.javaipc.IpcException;
import org.javaipc.Server;

/**
 * Implemented by a {@link ChannelProvider} whose medium has two-way connections of its own, such as Unix domain
 * sockets. Other providers need not implement it: if a transport has {@link org.javaipc.Capability#MANY_SENDERS} and
 * {@link org.javaipc.Capability#MAILBOX}, the library makes each connection from two of its channels.
 */
public interface ConnectionProvider extends TransportProvider {
  /**
   * Listens for clients, without waiting for one.
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
   * @return the connection, which the server has admitted, though perhaps not accepted yet
   * @throws org.javaipc.ConnectTimeoutException if no server admitted the connection in time
   * @throws org.javaipc.ChannelBusyException if the server has reached its limit of clients
   * @throws IpcException as {@link org.javaipc.Channel#sender} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  Connection connect(Address address, ConnectionOptions options)
      throws IpcException, InterruptedException;
}
