package org.javaipc.spi;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.javaipc.Address;
import org.javaipc.ChannelStatus;
import org.javaipc.IpcException;

/**
 * Inspects channels from outside. A {@link TransportProvider} implements it if its transport allows that. Inspection
 * opens no end, changes nothing, and disturbs no end. Any process may have written what it reads, so it checks
 * everything.
 *
 * <p>All methods may be called from any thread.
 */
public interface ChannelInspector {
  /**
   * {@return the channels and event words of this transport in a runtime directory, by name; none if
   * there is no such directory}
   *
   * @param directory the runtime directory, if not the usual one
   * @throws IpcException if the directory is not to be trusted or cannot be read
   */
  List<ChannelStatus> channels(Optional<Path> directory) throws IpcException;

  /**
   * {@return the channel and the event word of an address: both, one or none of them}
   *
   * @param address whose scheme is this provider's and whose name has a form that it takes
   * @param options of the address, checked
   * @throws IpcException if its directory is not to be trusted
   */
  List<ChannelStatus> status(Address address, ChannelOptions options) throws IpcException;

  /**
   * Removes what dead owners left behind in a runtime directory, but nothing that is meant to outlive its owners.
   *
   * @param directory the runtime directory, if not the usual one
   * @return the objects that were removed, such as {@code /dev/shm/javaipc-1000/orders.shm}
   * @throws IpcException if the directory is not to be trusted or cannot be read
   */
  List<String> removeLeftovers(Optional<Path> directory) throws IpcException;
}
