package org.javaipc;

/** What a {@link Poller} does when there is something to take from an end of any kind. */
@FunctionalInterface
public interface ReadyHandler {
  /**
   * Takes what there is, without waiting. It is called again for what it leaves.
   *
   * @throws IpcException if the end fails; it leaves the poller, and {@link #onFailure} is told
   */
  void onReady() throws IpcException;

  /**
   * Is told of a failure; the end has left the poller.
   *
   * @param end that failed; not closed
   * @param failure what the end threw
   */
  default void onFailure(Waitable end, IpcException failure) {}
}
