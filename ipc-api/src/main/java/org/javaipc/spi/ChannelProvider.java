package org.javaipc.spi;

import java.util.Optional;
import org.javaipc.Address;
import org.javaipc.Channel;
import org.javaipc.IpcException;

/** A transport of messages: creates the channels of one scheme. */
public interface ChannelProvider extends TransportProvider {
  /**
   * {@return the channel of an address} It does not use any resources yet.
   *
   * @param address whose scheme is this provider's and whose name has a form that it accepts
   * @param options of the address, checked
   * @throws org.javaipc.InvalidAddressException if an option's value is invalid for this transport
   * @throws IpcException if the channel cannot exist here
   */
  Channel channel(Address address, ChannelOptions options) throws IpcException;

  /**
   * {@return the memory that the channel of an address takes when it is created; empty if it takes none then, or if the
   * free memory is unknown} A server uses it to warn that its memory does not suffice for all its clients.
   *
   * @param address as {@link #channel} takes it
   * @param options of the address, checked
   * @throws IpcException if the memory cannot be inspected
   */
  default Optional<ChannelMemory> memory(Address address, ChannelOptions options)
      throws IpcException {
    return Optional.empty();
  }

  /**
   * Removes what a dead receiver left behind of one channel, unless the channel is meant to outlive its receivers. A
   * live channel is left alone. A connection calls this when it is closed, since its peer may have died.
   *
   * @param address as {@link #channel} takes it
   * @param options of the address, checked
   * @return whether nothing is left there now; false if the channel has a receiver that is alive or still dying
   * @throws IpcException if something is there that cannot be inspected or removed
   */
  default boolean removeLeftover(Address address, ChannelOptions options) throws IpcException {
    return true;
  }
}
