package org.javaipc.linux.wait;

/** What the event loop calls when a descriptor is ready. It must not wait. */
@FunctionalInterface
public interface Handler {
  /**
   * Does what is due. Called by the loop's thread; called again a moment later, with the same events, if it returns
   * false or throws for lack of memory.
   *
   * @param events that happened, as {@code epoll_event} has them
   * @return whether that was all
   */
  boolean onReady(int events);
}
