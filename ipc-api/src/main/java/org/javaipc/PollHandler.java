package org.javaipc;

/** What a {@link Poller} does with what a receiver has. */
@FunctionalInterface
public interface PollHandler extends MessageHandler {
  /**
   * Takes notice that the stream has ended; the receiver has left the poller.
   *
   * @param receiver whose stream has ended; not closed
   */
  default void onEnd(Receiver receiver) {}

  /**
   * Takes notice of a failure. After {@link PeerDiedException} the receiver stays in the poller, after
   * any other failure it has left.
   *
   * @param receiver that failed; not closed
   * @param failure what the receiver threw
   */
  default void onFailure(Receiver receiver, IpcException failure) {}
}
