package org.javaipc.network;

import org.javaipc.IpcException;
import org.javaipc.Listener;
import org.javaipc.Notifier;
import org.javaipc.spi.ChannelOptions;

/** An event word between machines. */
final class FarEvents {
  private final FarOptions options;
  private final ChannelOptions events;

  FarEvents(FarOptions options, ChannelOptions events) {
    this.options = options;
    this.events = events;
  }

  Notifier notifier() throws IpcException, InterruptedException {
    return new FarJoin<>(options, events, FarKind.EVENTS, this::welcomed).join();
  }

  private Notifier welcomed(FarWelcome welcome, FarLink link)
      throws IpcException, InterruptedException {
    FarSending sending = FarSending.events(options, events, welcome, link);
    Notifier notifier = sending.notifier();
    link.begin(null, sending.outlet(), options.silence(), welcome.silence());
    return notifier;
  }

  Listener listener() throws IpcException {
    return ListenerDoor.open(options, events);
  }
}
