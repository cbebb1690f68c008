package org.javaipc.spi;

import org.javaipc.Address;
import org.javaipc.IpcException;
import org.javaipc.Listener;
import org.javaipc.Notifier;

/** A transport of events: creates the notifiers and listeners of one scheme. */
public interface NotifierProvider extends TransportProvider {
  /**
   * Opens a notifying end, waiting for its listener for as long as the option {@code connect} says.
   *
   * @param address whose scheme is this provider's and whose name has a form that it takes
   * @param options of the address, checked
   * @return the end
   * @throws org.javaipc.ConnectTimeoutException if no listener opened in time
   * @throws IpcException as {@link org.javaipc.Channel#sender} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  Notifier notifier(Address address, ChannelOptions options)
      throws IpcException, InterruptedException;

  /**
   * Creates a listening end.
   *
   * @param address whose scheme is this provider's and whose name has a form that it takes
   * @param options of the address, checked
   * @return the end
   * @throws org.javaipc.ChannelBusyException if the name has a live listener
   * @throws IpcException as {@link org.javaipc.Channel#receiver} says
   */
  Listener listener(Address address, ChannelOptions options) throws IpcException;
}
