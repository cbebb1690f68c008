package org.javaipc.socket;

import java.util.Set;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.Channel;
import org.javaipc.IpcException;
import org.javaipc.linux.channel.Geometry;
import org.javaipc.linux.channel.KernelChannel;
import org.javaipc.spi.ChannelOptions;

/**
 * {@code unix:}, stream sockets: {@code unix:orders} is the socket {@code orders.unix} in the runtime
 * directory, {@code unix:/run/orders} that path, {@code unix:@orders} an abstract name. With {@code
 * framing=none} any program can be the other end.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
 */
public final class UnixProvider extends SocketProvider {
  static final Set<Capability> CAPABILITIES =
      Set.of(
          Capability.CROSS_PROCESS,
          Capability.MANY_SENDERS,
          Capability.MAILBOX,
          Capability.PEER_DEATH,
          Capability.FOREIGN_PEER,
          Capability.VIRTUAL_THREADS);

  /** For {@link java.util.ServiceLoader}. */
  public UnixProvider() {}

  @Override
  public String scheme() {
    return "unix";
  }

  @Override
  public Set<Capability> capabilities() {
    return CAPABILITIES;
  }

  @Override
  UnixMedium medium(UnixSocketAddress name, ChannelOptions options) {
    return new UnixStreamMedium(name, options);
  }

  @Override
  public Channel channel(Address address, ChannelOptions options) throws IpcException {
    Geometry geometry = UnixGeometry.stream(address, options);
    if (!options.framed()) {
      return new ForeignUnix(address, options, geometry, UnixPlace.socket(address, options));
    }
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
