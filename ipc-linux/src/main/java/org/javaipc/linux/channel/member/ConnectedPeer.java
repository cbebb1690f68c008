package org.javaipc.linux.channel.member;

import java.util.concurrent.locks.LockSupport;
import org.javaipc.Address;
import org.javaipc.IpcException;
import org.javaipc.PeerClosedException;
import org.javaipc.PeerDiedException;
import org.javaipc.linux.channel.message.CloseFrame;
import org.javaipc.linux.channel.message.Duplex;
import org.javaipc.linux.channel.message.StreamSource;
import org.javaipc.spi.EndMonitor;

/**
 * The other side of a connection, as both ends of this side know it: by its {@link CloseFrame}, and by what
 * the kernel says.
 */
public final class ConnectedPeer implements RemoteSenders, RemoteReceiver {
  private static final long PAUSE_NANOS = 1_000_000;

  private final Address address;
  private final EndMonitor sending;
  private final EndMonitor receiving;
  private final Duplex socket;
  private final StreamSource inlet;
  private final boolean framed;
  private volatile boolean died;
  private volatile boolean deaf;

  public ConnectedPeer(
      EndMonitor sending, EndMonitor receiving, Duplex socket, StreamSource inlet, boolean framed) {
    this.address = receiving.address();
    this.sending = sending;
    this.receiving = receiving;
    this.socket = socket;
    this.inlet = inlet;
    this.framed = framed;
  }

  @Override
  public void update() throws IpcException {
    if (inlet.isOver() && framed && !inlet.hasFarewell() && !died) {
      died = true;
      throw death(receiving);
    }
  }

  private PeerDiedException death(EndMonitor told) {
    if (told.peerDeaths() == 0) {
      told.peerDied("the other side of the connection");
    }
    String unfinished =
        inlet.cut() > 0 ? "; of a last message only " + inlet.cut() + " bytes had arrived" : "";
    return new PeerDiedException(
        address + ": the peer left without closing: it died or was disconnected" + unfinished);
  }

  @Override
  public boolean hasEnded() {
    return inlet.isOver() && (died || !framed || inlet.hasFarewell());
  }

  @Override
  public long died() {
    return died ? 1 : 0;
  }

  @Override
  public void received(long count) {}

  @Override
  public long unread() {
    return deaf ? 0 : inlet.unread();
  }

  /** Discards what the peer has sent, so that a peer that waits for room notices that nothing is read any more. */
  @Override
  public void close() throws IpcException {
    deaf = true;
    socket.shutdownInput();
    inlet.drop();
  }

  @Override
  public void check() throws IpcException {
    if (died) {
      throw death(sending);
    }
  }

  @Override
  public IpcException gone() throws IpcException {
    return died || hasDied()
        ? death(sending)
        : new PeerClosedException(
            address
                + ": the peer has closed its receiving end; messages it had not received are lost");
  }

  /**
   * {@return whether the peer has gone without a farewell} What came last may be on its way from the
   * kernel to the receiving thread just now: so it looks twice.
   */
  private boolean hasDied() throws IpcException {
    for (int look = 0; look < 2; look++) {
      if (!framed || deaf || !socket.pollable().isHungUp() || saidFarewell()) {
        return false;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return true;
  }

  private boolean saidFarewell() throws IpcException {
    return inlet.hasFarewell() || inlet.endsInFarewell();
  }

  @Override
  public void sent(long messages, long waits) {}

  @Override
  public void leave() {}
}
