package org.javaipc.network;

import org.javaipc.IpcException;
import org.javaipc.Listener;
import org.javaipc.core.event.EventFeed;
import org.javaipc.core.event.WordEvents;
import org.javaipc.core.mirror.MirrorRegion;
import org.javaipc.spi.ChannelOptions;

/** The name of a listener, to which all notifiers that join send their events. */
final class ListenerDoor extends FarDoors {
  private ListenerDoor(FarOptions options, FarPort port) {
    super(options, port);
  }

  static Listener open(FarOptions options, ChannelOptions events) throws IpcException {
    ListenerDoor door = new ListenerDoor(options, FarPort.acquire(options));
    return door.open(store -> new WordEvents(options.address(), events, store).listener());
  }

  @Override
  public FarKind kind() {
    return FarKind.EVENTS;
  }

  @Override
  public void letIn(FarHello hello, FarLink link) throws FarRefusedException {
    MirrorRegion listener = store.region();
    if (listener == null) {
      throw new FarRefusedException(
          FarRefusal.of(FarRefusal.Reason.NOT_OPEN, "no listener was open"));
    }
    EventInlet inlet = new EventInlet(link, new EventFeed(listener));
    link.locked(() -> {
      link.begin(inlet, null, options.silence(), hello.silence());
      link.send(new FarWelcome(0, 0, 0, options.silence(), FarLane.WHO).encode());
    });
    add(inlet);
    if (store.region() == null) {
      inlet.close();
    }
  }
}
