package org.javaipc.network;

import java.util.Optional;
import java.util.Set;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.Channel;
import org.javaipc.Connection;
import org.javaipc.IpcException;
import org.javaipc.Listener;
import org.javaipc.Notifier;
import org.javaipc.Server;
import org.javaipc.core.ring.RingChannel;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.ChannelProvider;
import org.javaipc.spi.ConnectionOptions;
import org.javaipc.spi.ConnectionProvider;
import org.javaipc.spi.NotifierProvider;

/**
 * {@code grpc:}, channels, events and connections between machines: {@code grpc:orders?at=host:7600} is the name {@code
 * orders} at port 7600 of that host, where the receiver, listener or server listens. They are carried by gRPC streams,
 * with TLS ({@code tls=true}, {@code cert=}, {@code key=}, {@code ca=}) or, within this machine only, without.
 */
public final class GrpcProvider implements ConnectionProvider, ChannelProvider, NotifierProvider {
  static final Set<Capability> CAPABILITIES =
      Set.of(
          Capability.CROSS_PROCESS,
          Capability.CROSS_MACHINE,
          Capability.MANY_SENDERS,
          Capability.MAILBOX,
          Capability.PEER_DEATH,
          Capability.VIRTUAL_THREADS);

  private static final String ENGINE = "io.grpc.netty.NettyServerBuilder";

  /** For {@link java.util.ServiceLoader}. */
  public GrpcProvider() {}

  @Override
  public String scheme() {
    return "grpc";
  }

  @Override
  public String artifact() {
    return "ipc-network";
  }

  @Override
  public Optional<String> unavailable() {
    try {
      Class.forName(ENGINE, false, GrpcProvider.class.getClassLoader());
      return Optional.empty();
    } catch (ClassNotFoundException | LinkageError e) {
      return Optional.of(
          "gRPC is not there (%s); add io.grpc:grpc-netty to the class path or module path, or let Maven or Gradle bring it with ipc-network"
              .formatted(e));
    }
  }

  @Override
  public Set<Capability> capabilities() {
    return CAPABILITIES;
  }

  @Override
  public Set<String> ownOptions() {
    return FarOptions.NAMES;
  }

  @Override
  public Channel channel(Address address, ChannelOptions options) throws IpcException {
    return new FarChannel(FarOptions.of(address), options);
  }

  @Override
  public Server listen(Address address, ConnectionOptions options) throws IpcException {
    FarOptions far = FarOptions.of(address);
    framed(address, options.channel());
    return FarServer.open(far, options);
  }

  @Override
  public Connection connect(Address address, ConnectionOptions options)
      throws IpcException, InterruptedException {
    FarOptions far = FarOptions.of(address);
    framed(address, options.channel());
    return new FarClient(far, options.channel()).connect();
  }

  /** Also checks what a channel checks. */
  private static void framed(Address address, ChannelOptions channel) {
    var _ = new RingChannel(address, channel, CAPABILITIES, FarLane.NOWHERE);
  }

  @Override
  public Notifier notifier(Address address, ChannelOptions options)
      throws IpcException, InterruptedException {
    return new FarEvents(FarOptions.of(address), options).notifier();
  }

  @Override
  public Listener listener(Address address, ChannelOptions options) throws IpcException {
    return new FarEvents(FarOptions.of(address), options).listener();
  }
}
