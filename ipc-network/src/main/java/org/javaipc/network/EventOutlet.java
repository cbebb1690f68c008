package org.javaipc.network;

import java.io.IOException;
import org.javaipc.core.event.EventTap;
import org.javaipc.core.mirror.MirrorRegion;

/** Events from a local notifier. */
final class EventOutlet extends FarOutlet {
  private final EventTap tap;

  EventOutlet(FarLink link, MirrorRegion peer, EventTap tap) {
    super(link, peer);
    this.tap = tap;
  }

  @Override
  protected boolean drain() {
    if (!link.isReady()) {
      return false; // the events wait, and later ones are sent with them
    }
    long events = tap.take();
    if (events != 0) {
      send(FarFrame.of(FarFrame.EVENTS, events));
    }
    return true;
  }

  @Override
  protected void sleep() {
    tap.sleep();
  }

  @Override
  protected void receiverClosed() {
    tap.listenerClosed();
  }

  @Override
  protected void give(long position) throws IOException {
    throw new IOException("a position of events");
  }
}
