package org.javaipc.linux.channel;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.javaipc.Address;
import org.javaipc.Connection;
import org.javaipc.EndRole;
import org.javaipc.IpcException;
import org.javaipc.PeerCredentials;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.WaitStrategy;
import org.javaipc.linux.channel.member.ConnectedPeer;
import org.javaipc.linux.channel.message.ByteStream;
import org.javaipc.linux.channel.message.ChannelLimits;
import org.javaipc.linux.channel.message.Duplex;
import org.javaipc.linux.channel.message.StreamSink;
import org.javaipc.linux.channel.message.StreamSource;
import org.javaipc.spi.EndMonitor;

/**
 * A connection over one connected socket, which is closed when both ends are and all is out. Messages are
 * framed as {@link StreamSource} says, and each side says farewell when it closes its sender; with {@code
 * framing=none} only the kernel tells of the end.
 */
public final class StreamConnection implements Connection {
  private final Address address;
  private final PeerCredentials peer;
  private final KernelSender sender;
  private final KernelReceiver receiver;
  private final Runnable onClose;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Makes a connection of a socket.
   *
   * @param address of the server
   * @param socket connected; this object owns it from now on
   * @param peer the peer's identity, as the kernel reports it
   * @param geometry of both directions
   * @param waiting how both ends wait
   * @param onClose run once, when the connection is closed
   */
  public StreamConnection(
      Address address,
      Duplex socket,
      PeerCredentials peer,
      ChannelLimits geometry,
      WaitStrategy waiting,
      Runnable onClose) {
    this.address = address;
    this.peer = peer;
    this.onClose = onClose;
    ByteStream stream = ByteStream.ofBothWays(socket.pollable());
    StreamSource inlet = new StreamSource(stream, geometry);
    EndMonitor sending = new EndMonitor(address, EndRole.SENDER);
    EndMonitor receiving = new EndMonitor(address, EndRole.RECEIVER);
    ConnectedPeer known = new ConnectedPeer(sending, receiving, socket, inlet, geometry.framed());
    this.receiver =
        new KernelReceiver(address, receiving, inlet, known, geometry.maxMessage(), waiting);
    StreamSink outlet = new StreamSink(stream, geometry, socket);
    this.sender = new KernelSender(address, sending, outlet, known, geometry.maxMessage(), waiting);
  }

  @Override
  public Address address() {
    return address;
  }

  @Override
  public Sender sender() {
    return sender;
  }

  @Override
  public Receiver receiver() {
    return receiver;
  }

  @Override
  public Optional<PeerCredentials> peer() {
    return Optional.of(peer);
  }

  @Override
  public void close() throws IpcException {
    try (Receiver _ = receiver;
        Sender _ = sender) {
      // In this order: the sender, and the receiver.
    } finally {
      if (closed.compareAndSet(false, true)) {
        onClose.run();
      }
    }
  }

  @Override
  public String toString() {
    return "connection of " + address;
  }
}
