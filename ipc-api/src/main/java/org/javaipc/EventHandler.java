package org.javaipc;

/** What a {@link Poller} does with the events of a listener. */
@FunctionalInterface
public interface EventHandler {
  /**
   * Takes a set of events.
   *
   * @param events bit n for event n; not 0
   */
  void onEvents(long events);

  /**
   * Is told of a failure; the listener has left the poller.
   *
   * @param listener that failed; not closed
   * @param failure what the listener threw
   */
  default void onFailure(Listener listener, IpcException failure) {}
}
