package org.javaipc.network;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.javaipc.core.mirror.MirrorRegion;

/** What is sent to the peer: taken from the sender, or notifier, that is here. */
abstract class FarOutlet implements FarHalf {
  protected final FarLink link;
  private final MirrorRegion peer;
  private final AtomicBoolean due = new AtomicBoolean();

  /** Made once, as senders allocate nothing. */
  private final Runnable pumping = this::pumpDue;

  private boolean closed; // these are guarded by the link's lock
  private boolean leaving;
  private boolean endSent;
  private boolean done;

  /** Changes whenever the peer has taken something, or has let something be sent. */
  private volatile long progress;

  /**
   * Begins with nothing sent.
   *
   * @param link to the peer
   * @param peer the region of the receiver, for which this stands
   */
  FarOutlet(FarLink link, MirrorRegion peer) {
    this.link = link;
    this.peer = peer;
  }

  /** Sends what there is, as long as the stream takes it; {@return whether nothing is left} */
  protected abstract boolean drain() throws IOException;

  /** Has itself waked by the sender, who may have sent something just before. */
  protected abstract void sleep();

  /** Tells the sender that the receiver has closed. */
  protected abstract void receiverClosed();

  /** The receiver has taken everything up to a position. */
  protected abstract void give(long position) throws IOException;

  /** The sender has sent something; by any thread. */
  void wake() {
    if (due.compareAndSet(false, true)) {
      FarLoop.execute(
          pumping); // if it throws, for lack of stack or memory, the next sign of life makes up for
      // it
    }
  }

  private void pumpDue() {
    link.locked(this::catchUp);
  }

  @Override
  public void catchUp() {
    due.set(false);
    pump();
  }

  /** Sends what there is; with the link's lock. */
  private void pump() {
    try {
      boolean empty = closed || drain();
      if (empty) {
        sleep();
        empty = closed || drain();
      }
      if (empty && leaving && !endSent) {
        endSent = true;
        link.send(FarFrame.of(FarFrame.END));
      }
    } catch (IOException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // only with the link's lock
  public void take(byte type, byte[] frame) throws IOException {
    switch (type) {
      case FarFrame.TAKEN -> {
        give(FarFrame.body(frame).readLong());
        progress++;
      }
      case FarFrame.ENDED -> {
        if (!endSent) {
          throw new IOException("the end of what has not ended");
        }
        done = true;
        link.told();
      }
      default -> {
        closed = true;
        receiverClosed();
        leaving = true;
        pump();
      }
    }
  }

  @Override
  public boolean isDone() {
    return done;
  }

  @Override
  public void broken() {
    if (!done) {
      done = true;
      peer.died();
    }
  }

  /** Sends a frame that the peer lets through. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // only with the link's lock
  protected void send(byte[] frame) {
    link.send(frame);
    progress++;
  }

  /**
   * The sender has closed: waits until the peer has everything, or the stream has broken.
   *
   * @param patience how long the peer may take nothing; the stream is broken off after it
   * @return whether the peer has not used that up
   */
  boolean leave(Duration patience) {
    link.locked(() -> {
      leaving = true;
      pump();
    });
    long before;
    do {
      before = progress;
      if (link.await(this, patience)) {
        return true;
      }
    } while (progress != before);
    link.giveUp("it has taken nothing for " + patience.toMillis() + "ms");
    return false;
  }
}
