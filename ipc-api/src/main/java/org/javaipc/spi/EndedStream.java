package org.javaipc.spi;

import java.util.concurrent.TimeUnit;
import org.javaipc.Address;
import org.javaipc.PeerClosedException;

/**
 * Tells a connecting sender when to stop waiting for a receiver whose stream has ended. A receiver that still holds the
 * name after a moment is not about to close, so waiting for it is pointless. For one thread.
 */
public final class EndedStream {
  /** How long a receiver has to close, so that the next one can open. */
  private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final Address address;
  private boolean ended;
  private long receiver;
  private long since;

  /**
   * Begins to connect.
   *
   * @param address of the channel
   */
  public EndedStream(Address address) {
    this.address = address;
  }

  /**
   * Records the state of the channel.
   *
   * @param isEnded whether the stream has ended and its receiver, which lives, has not closed
   * @param which the receiver, or its term, as a number
   * @throws PeerClosedException if the ended stream has stayed open for half a second
   */
  public void seen(boolean isEnded, long which) throws PeerClosedException {
    if (!isEnded || !ended || which != receiver) {
      since = System.nanoTime();
    } else if (System.nanoTime() - since >= GRACE_NANOS) {
      throw new PeerClosedException(
          address
              + ": the stream has ended: its last sender has closed, and the receiver, which still holds the name, accepts no more (end=last); let the receiver open the channel with end=never if senders come and go");
    }
    ended = isEnded;
    receiver = which;
  }
}
