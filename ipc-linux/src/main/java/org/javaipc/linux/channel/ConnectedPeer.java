package org.javaipc.linux.channel;

import java.util.concurrent.locks.LockSupport;
import org.javaipc.Address;
import org.javaipc.IpcException;
import org.javaipc.PeerClosedException;
import org.javaipc.PeerDiedException;

/**
 * The other side of a connection, as both ends of this side know it: by its {@link Farewell}, and by what
 * the kernel says.
 */
final class ConnectedPeer implements Senders, Reader {
  private static final long PAUSE_NANOS = 1_000_000;

  private final Address address;
  private final Duplex socket;
  private final StreamInlet inlet;
  private final boolean framed;
  private volatile boolean died;
  private volatile boolean deaf;

  ConnectedPeer(Address address, Duplex socket, StreamInlet inlet, boolean framed) {
    this.address = address;
    this.socket = socket;
    this.inlet = inlet;
    this.framed = framed;
  }

  @Override
  public void update() throws IpcException {
    if (inlet.isOver() && framed && !inlet.hasFarewell() && !died) {
      died = true;
      throw death();
    }
  }

  private PeerDiedException death() {
    String unfinished =
        inlet.cut() > 0 ? "; of a last message only " + inlet.cut() + " bytes had come" : "";
    return new PeerDiedException(
        address + ": the peer ended without closing: it died, or was cut off" + unfinished);
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

  /** What the peer has sent is dropped, for it to notice, if it waits for room, that nobody reads. */
  @Override
  public void close() throws IpcException {
    deaf = true;
    socket.shutdownInput();
    inlet.drop();
  }

  @Override
  public void check() throws IpcException {
    if (died) {
      throw death();
    }
  }

  @Override
  public IpcException gone() throws IpcException {
    return died || hasDied()
        ? death()
        : new PeerClosedException(
            address + ": the peer has closed its receiving end; what it had not received is lost");
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
    return inlet.hasFarewell() || inlet.endsInFarewell() || socket.lastUnread() == Farewell.WORD;
  }

  @Override
  public void sent(long messages, long waits) {}

  @Override
  public void leave() {}
}
