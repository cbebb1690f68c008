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
    FarSending sending =
        new FarJoin<>(
                options,
                events,
                FarKind.EVENTS,
                (welcome, link) -> {
                  FarSending made = FarSending.events(options, events, welcome, link);
                  link.begin(null, made.outlet(), options.silence(), welcome.silence());
                  return made;
                })
            .join();
    return sending.notifier();
  }

  Listener listener() throws IpcException {
    return ListenerDoor.open(options, events);
  }
}
