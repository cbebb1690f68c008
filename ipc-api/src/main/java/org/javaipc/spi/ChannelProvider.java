package org.javaipc.spi;

import java.util.Optional;
import org.javaipc.Address;
import org.javaipc.Channel;
import org.javaipc.IpcException;

/** A transport of messages: makes the channels of one scheme. */
public interface ChannelProvider extends TransportProvider {
  /**
   * {@return the channel of an address} It uses no resources yet.
   *
   * @param address whose scheme is this provider's and whose name has a form that it takes
   * @param options of the address, checked
   * @throws org.javaipc.InvalidAddressException if an option's value is invalid for this transport
   * @throws IpcException if the channel cannot exist here
   */
  Channel channel(Address address, ChannelOptions options) throws IpcException;

  /**
   * {@return the memory that the channel of an address takes when it is made; empty where it takes none then, or nobody can say what is
   * free} For the warning of a server whose clients will not all fit.
   *
   * @param address as {@link #channel} takes it
   * @param options of the address, checked
   * @throws IpcException if it cannot be looked at
   */
  default Optional<ChannelMemory> memory(Address address, ChannelOptions options)
      throws IpcException {
    return Optional.empty();
  }

  /**
   * Removes what a dead receiver left of one channel, unless it outlives its receivers on purpose; a
   * live channel is left alone. A connection calls it when it is closed, for its peer may have died.
   *
   * @param address as {@link #channel} takes it
   * @param options of the address, checked
   * @return whether nothing is left there now; false if it has a live receiver, or one that is dying
   * @throws IpcException if it is there and cannot be looked at or removed
   */
  default boolean removeLeftover(Address address, ChannelOptions options) throws IpcException {
    return true;
  }
}
