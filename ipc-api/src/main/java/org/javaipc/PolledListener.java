package org.javaipc;

/** A listener in a {@link Poller}. */
final class PolledListener extends PolledEnd {
  private final Listener listener;
  private final EventHandler handler;

  PolledListener(Listener listener, EventHandler handler) {
    super(listener);
    this.listener = listener;
    this.handler = handler;
  }

  @Override
  int poll() {
    try {
      throwFailure();
      long events = listener.poll();
      if (events == 0) {
        return 0;
      }
      handler.onEvents(events);
      return 1;
    } catch (IpcException e) {
      handler.onFailure(listener, e);
      return LEFT;
    }
  }
}
