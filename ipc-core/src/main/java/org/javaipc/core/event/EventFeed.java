package org.javaipc.core.event;

import org.javaipc.core.endpoint.Waiter;
import org.javaipc.spi.SharedRegion;

/** Signals the events of a remote notifier. Any thread may use it. */
public final class EventFeed {
  private final SharedRegion region;

  /**
   * Signals to the listener of a region.
   *
   * @param region of a listener
   */
  public EventFeed(SharedRegion region) {
    this.region = region;
  }

  /**
   * Signals events.
   *
   * @param events one bit each
   */
  public void raise(long events) {
    for (long left = events; left != 0; left &= left - 1) {
      EventLayout.raise(region.segment(), Long.numberOfTrailingZeros(left));
    }
    Waiter.wake(region.segment(), EventLayout.LISTENER_WORD_OFFSET, region.parker());
  }
}
