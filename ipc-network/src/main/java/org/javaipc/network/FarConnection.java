package org.javaipc.network;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.javaipc.Address;
import org.javaipc.Connection;
import org.javaipc.IpcException;
import org.javaipc.PeerCredentials;
import org.javaipc.Receiver;
import org.javaipc.Sender;

/** A connection over one stream, which has a lane in each direction. */
final class FarConnection implements Connection {
  private final Address address;
  private final Sender sender;
  private final Receiver receiver;
  private final Runnable onClose;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Joins two ends.
   *
   * @param address of the server
   * @param sender to the peer
   * @param receiver from the peer
   * @param onClose run once, when the connection is closed
   */
  FarConnection(Address address, Sender sender, Receiver receiver, Runnable onClose) {
    this.address = address;
    this.sender = sender;
    this.receiver = receiver;
    this.onClose = onClose;
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
    return Optional.empty();
  }

  @Override
  public void close() throws IpcException {
    try (Receiver _ = receiver;
        Sender _ = sender) {
      // In this order: the sender, then the receiver.
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
