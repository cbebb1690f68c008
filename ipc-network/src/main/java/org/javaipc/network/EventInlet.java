package org.javaipc.network;

import java.io.IOException;
import org.javaipc.core.event.EventFeed;

/** Events from a remote notifier. */
final class EventInlet extends FarInlet {
  private final EventFeed feed;

  EventInlet(FarLink link, EventFeed feed) {
    super(link);
    this.feed = feed;
  }

  @Override
  protected void begin() {
    // A listener does not know its notifiers.
  }

  @Override
  protected void give(byte type, byte[] frame) throws IOException {
    if (type != FarFrame.EVENTS) {
      throw new IOException("frame=" + type + " to a listener");
    }
    feed.raise(FarFrame.body(frame).readLong());
  }

  @Override
  protected void leave() {
    // Nor does it learn that they leave.
  }

  @Override
  protected void die() {
    // Nor of their deaths.
  }
}
