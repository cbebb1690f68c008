package org.javaipc.network;

import java.io.IOException;
import java.time.Duration;

/** Passes what the peer sends to the local receiver or listener. */
abstract class FarInlet implements FarHalf {
  /** How long a closing end waits for its peers to learn of it. */
  static final Duration FAREWELL = Duration.ofSeconds(2);

  protected final FarLink link;
  private boolean closed; // these are guarded by the link's lock
  private boolean done;

  FarInlet(FarLink link) {
    this.link = link;
  }

  /** Both processes have completed the handshake: what was prepared is visible from now on. */
  protected abstract void begin();

  /** Passes on what has arrived. */
  protected abstract void give(byte type, byte[] frame) throws IOException;

  /** The sender has closed, or has never begun. */
  protected abstract void leave();

  /** The sender has died. */
  protected abstract void die();

  @Override
  public void take(byte type, byte[] frame) throws IOException {
    if (done) {
      throw new IOException("frame=" + type + " after the end");
    }
    if (type == FarFrame.END) {
      done = true;
      leave();
      link.send(FarFrame.of(FarFrame.ENDED));
      link.told();
    } else if (!closed) {
      give(type, frame);
    }
  }

  @Override
  public void catchUp() {
    // Nothing is told but once.
  }

  @Override
  public boolean isDone() {
    return done;
  }

  @Override
  public void broken() {
    if (!done) {
      done = true;
      if (link.isConfirmed()) {
        die();
      } else {
        leave();
      }
    }
  }

  /** Tells the peer that the receiver has closed. */
  void close() {
    link.locked(() -> {
      if (!closed && !done) {
        closed = true;
        link.send(FarFrame.of(FarFrame.CLOSED));
      }
    });
  }

  /** Waits until the peer knows that, or the time is over. */
  void awaitFarewell(Duration longest) {
    link.await(this, longest);
  }
}
