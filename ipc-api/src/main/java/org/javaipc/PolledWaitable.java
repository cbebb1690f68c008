package org.javaipc;

import java.time.Duration;

/** An end of any kind in a {@link Poller}. */
final class PolledWaitable extends PolledEnd {
  private final Waitable end;
  private final ReadyHandler handler;

  PolledWaitable(Waitable end, ReadyHandler handler) {
    super(end);
    this.end = end;
    this.handler = handler;
  }

  @Override
  int poll() {
    try {
      throwFailure();
      if (!end.awaitReady(Duration.ZERO)) {
        return 0;
      }
      handler.onReady();
      return 1;
    } catch (IpcException e) {
      handler.onFailure(end, e);
      return LEFT;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // it was not there to take: the next wait ends by it
      return 0;
    }
  }
}
