package org.javaipc.socket;

import java.util.Set;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.Channel;
import org.javaipc.InvalidAddressException;
import org.javaipc.IpcException;
import org.javaipc.linux.channel.KernelChannel;
import org.javaipc.linux.channel.message.ChannelLimits;
import org.javaipc.spi.ChannelOptions;

/**
 * {@code unixgram:}, datagram sockets: {@code unixgram:orders} is the socket {@code orders.unixgram} in the
 * runtime directory, {@code unixgram:/run/orders} that path, {@code unixgram:@orders} an abstract name.
 * Each datagram is a message; with {@code framing=none} any program can be the other end. The kernel queues net.unix.max_dgram_qlen of them.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
 */
public final class UnixgramProvider extends SocketProvider {
  private static final Set<Capability> CAPABILITIES =
      Set.of(
          Capability.CROSS_PROCESS,
          Capability.MANY_SENDERS,
          Capability.MAILBOX,
          Capability.PEER_DEATH,
          Capability.FOREIGN_PEER,
          Capability.VIRTUAL_THREADS);

  /** For {@link java.util.ServiceLoader}. */
  public UnixgramProvider() {
    super(SocketInspector.DATAGRAM);
  }

  @Override
  public String scheme() {
    return "unixgram";
  }

  @Override
  public Set<Capability> capabilities() {
    return CAPABILITIES;
  }

  @Override
  public Set<String> ownOptions() {
    return PassedListener.OPTIONS;
  }

  @Override
  UnixMedium medium(UnixSocketAddress name, ChannelOptions options) {
    return new UnixDatagramMedium(name, options);
  }

  @Override
  public Channel channel(Address address, ChannelOptions options) throws IpcException {
    ChannelLimits geometry = UnixGeometry.datagrams(address, options);
    if (options.lines()) {
      throw new InvalidAddressException(
          "address '%s': framing=lines is for streams of bytes; each datagram is a message, so state framing=none, or use unix:"
              .formatted(address));
    }
    if (!options.framed()) {
      return new ForeignUnixgram(address, options, geometry);
    }
    PassedListener.requireUnframed(address);
    UnixPlace place = UnixPlace.of(address, options);
    return new KernelChannel(
        address,
        options,
        CAPABILITIES,
        place.directory(),
        place.control(),
        geometry,
        medium(place.socket(), options));
  }
}
