package org.javaipc.netty;

import java.io.Serial;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.Optional;
import org.javaipc.Address;
import org.javaipc.PeerCredentials;
import org.jspecify.annotations.Nullable;

/** An address of this library as Netty sees it. */
public final class IpcSocketAddress extends SocketAddress {
  @Serial private static final long serialVersionUID = 1L;

  /** The address as it was written. */
  private final String address;

  private final transient @Nullable PeerCredentials peer;

  private IpcSocketAddress(String address, @Nullable PeerCredentials peer) {
    this.address = Objects.requireNonNull(address, "address");
    this.peer = peer;
  }

  /**
   * {@return the address of a server} It is resolved when a channel binds or connects.
   *
   * @param addressOrName an address such as {@code shm:orders}, or a logical name that the configuration resolves
   */
  public static IpcSocketAddress of(String addressOrName) {
    return new IpcSocketAddress(addressOrName, null);
  }

  /**
   * {@return the address of a server}
   *
   * @param address of the server
   */
  public static IpcSocketAddress of(Address address) {
    return of(address.toString());
  }

  static IpcSocketAddress ofPeer(Address server, Optional<PeerCredentials> peer) {
    return new IpcSocketAddress(server.toString(), peer.orElse(null));
  }

  /** {@return the address or logical name, as given} */
  public String address() {
    return address;
  }

  /**
   * {@return the identity of the peer, as the kernel reports it; empty if the transport does not know it ({@link
   * org.javaipc.Capability#PEER_CREDENTIALS}), and for an address that is not {@link io.netty.channel.Channel#remoteAddress}}
   */
  public Optional<PeerCredentials> peer() {
    return Optional.ofNullable(peer);
  }

  /** {@return whether both name the same address, whatever the peer's identity} */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof IpcSocketAddress that && that.address.equals(address);
  }

  @Override
  public int hashCode() {
    return address.hashCode();
  }

  /** {@return the address, and the peer's identity if it is known} */
  @Override
  public String toString() {
    return peer == null
        ? address
        : "%s (pid=%d uid=%d gid=%d)".formatted(address, peer.pid(), peer.uid(), peer.gid());
  }
}
