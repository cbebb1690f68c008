package org.javaipc.connection;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.javaipc.Address;
import org.javaipc.Connection;
import org.javaipc.IpcException;
import org.javaipc.PeerCredentials;
import org.javaipc.Receiver;
import org.javaipc.Sender;

/** A connection over two lanes. Its ends are those of the lanes, so a message costs no more than on a channel. */
final class LaneConnection implements Connection {
  private final Address address;
  private final Sender sender;
  private final Receiver receiver;
  private final List<LaneAddress> peers;
  private final Runnable onClose;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Joins two ends.
   *
   * @param address of the server
   * @param sender to the peer
   * @param receiver from the peer
   * @param peers the lanes that the peer created and may have left behind if it died
   * @param onClose run once, when the connection is closed
   */
  LaneConnection(
      Address address,
      Sender sender,
      Receiver receiver,
      List<LaneAddress> peers,
      Runnable onClose) {
    this.address = address;
    this.sender = sender;
    this.receiver = receiver;
    this.peers = peers;
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
    boolean first = closed.compareAndSet(false, true);
    try (Closing _ = first ? this::forget : () -> {};
        Receiver _ = receiver;
        Sender _ = sender) {
      // In this order: the sender, the receiver, and what the peer may have left behind.
    }
  }

  private void forget() throws IpcException {
    try {
      for (LaneAddress lane : peers) {
        lane.removeLeftover(receiver.diedSenders() > 0);
      }
    } finally {
      onClose.run();
    }
  }

  /** One step of closing. */
  private interface Closing extends AutoCloseable {
    @Override
    void close() throws IpcException;
  }

  @Override
  public String toString() {
    return "connection of " + address;
  }
}
