package org.javaipc.socket;

import java.util.List;
import java.util.Set;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.Channel;
import org.javaipc.Connection;
import org.javaipc.IpcException;
import org.javaipc.Server;
import org.javaipc.linux.channel.KernelChannel;
import org.javaipc.linux.channel.message.ChannelLimits;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.ConnectionOptions;
import org.javaipc.spi.ConnectionProvider;

/**
 * {@code unix:}, stream sockets: {@code unix:orders} is the socket {@code orders.unix} in the runtime
 * directory, {@code unix:/run/orders} that path, {@code unix:@orders} an abstract name, {@code
 * unix:child?listen=3} a listening socket that was handed over as that descriptor. With {@code
 * framing=none} any program can be the other end. A {@link Connection} is one socket.
 *
 * <p>Netty's epoll transport accepts for all servers of the process where it can be had, else a thread for
 * each; {@link #remarks} says why.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
 */
public final class UnixProvider extends SocketProvider implements ConnectionProvider {
  static final Set<Capability> CAPABILITIES =
      Set.of(
          Capability.CROSS_PROCESS,
          Capability.MANY_SENDERS,
          Capability.MAILBOX,
          Capability.PEER_DEATH,
          Capability.FOREIGN_PEER,
          Capability.PEER_CREDENTIALS,
          Capability.VIRTUAL_THREADS);

  /** For {@link java.util.ServiceLoader}. */
  public UnixProvider() {
    super(SocketInspector.STREAM);
  }

  @Override
  public String scheme() {
    return "unix";
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
  public List<String> remarks() {
    return NettyAvailability.unavailableUnasked().stream()
        .map(reason ->
            "Ipc.listen has a thread for each server, as it does without Netty: " + reason)
        .toList();
  }

  @Override
  UnixMedium medium(UnixSocketAddress name, ChannelOptions options) {
    return new UnixStreamMedium(name, options);
  }

  @Override
  public Server listen(Address address, ConnectionOptions options) throws IpcException {
    ChannelLimits geometry = UnixGeometry.stream(address, options.channel());
    return PassedListener.isMeant(address)
        ? UnixServer.passed(address, options, geometry, Doorkeeper.best())
        : UnixServer.open(address, options, geometry, Doorkeeper.best());
  }

  @Override
  public Connection connect(Address address, ConnectionOptions options)
      throws IpcException, InterruptedException {
    PassedListener.refuse(address);
    ChannelLimits geometry = UnixGeometry.stream(address, options.channel());
    return new UnixClient(address, options.channel(), geometry).connect();
  }

  @Override
  public Channel channel(Address address, ChannelOptions options) throws IpcException {
    ChannelLimits geometry = UnixGeometry.stream(address, options);
    if (!options.framed()) {
      return new ForeignUnix(address, options, geometry);
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
