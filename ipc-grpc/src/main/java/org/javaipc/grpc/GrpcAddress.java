package org.javaipc.grpc;

import java.io.Serial;
import java.net.SocketAddress;
import java.util.Optional;
import org.javaipc.Address;
import org.javaipc.InvalidAddressException;
import org.javaipc.IpcContext;
import org.javaipc.IpcException;
import org.javaipc.PeerCredentials;
import org.jspecify.annotations.Nullable;

/**
 * An address of this library as gRPC sees it. A server finds its client's under {@link
 * io.grpc.Grpc#TRANSPORT_ATTR_REMOTE_ADDR} in the attributes of a call.
 */
public final class GrpcAddress extends SocketAddress {
  @Serial private static final long serialVersionUID = 1L;

  /** The address as it was written. */
  private final String address;

  private final transient @Nullable PeerCredentials peer;

  GrpcAddress(String address, @Nullable PeerCredentials peer) {
    this.address = address;
    this.peer = peer;
  }

  /**
   * Names a server.
   *
   * @param addressOrName an address such as {@code shm:orders}, or a logical name that the configuration resolves
   */
  public GrpcAddress(String addressOrName) {
    this(addressOrName, null);
  }

  /** {@return the address or logical name, as it was given} */
  public String address() {
    return address;
  }

  /**
   * {@return the identity of the client, as the kernel reports it; empty if the transport does not know it ({@link
   * org.javaipc.Capability#PEER_CREDENTIALS}), and for a server}
   */
  public Optional<PeerCredentials> peer() {
    return Optional.ofNullable(peer);
  }

  /**
   * {@return the address that a context has for this}
   *
   * @throws InvalidAddressException if it is invalid, or a byte stream that does not keep messages apart
   */
  Address resolve(IpcContext context) throws IpcException {
    Address resolved = context.resolve(address);
    if ("none".equals(resolved.options().get("framing"))) {
      throw new InvalidAddressException(
          "address '%s': ipc-grpc needs message boundaries, so leave framing=none out; for a peer that does not use javaipc, use gRPC's Netty transport over ipc-netty"
              .formatted(resolved));
    }
    return resolved;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof GrpcAddress that && that.address.equals(address);
  }

  @Override
  public int hashCode() {
    return address.hashCode();
  }

  /** {@return the address, and who is there if that is known} */
  @Override
  public String toString() {
    return peer == null
        ? address
        : "%s (pid=%d uid=%d gid=%d)".formatted(address, peer.pid(), peer.uid(), peer.gid());
  }
}
