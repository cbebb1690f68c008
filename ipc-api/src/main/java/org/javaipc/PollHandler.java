package org.javaipc;

/** What a {@link Poller} does with the messages of a receiver. */
@FunctionalInterface
public interface PollHandler extends MessageHandler {
  /**
   * Is told that the stream has ended; the receiver has left the poller.
   *
   * @param receiver whose stream has ended; not closed
   */
  default void onEnd(Receiver receiver) {}

  /**
   * Is told of a failure. After {@link PeerDiedException} the receiver stays in the poller, after
   * any other failure it has left.
   *
   * @param receiver that failed; not closed
   * @param failure what the receiver threw
   */
  default void onFailure(Receiver receiver, IpcException failure) {}
}
