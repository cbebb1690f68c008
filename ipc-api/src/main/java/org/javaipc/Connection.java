package org.javaipc;

import java.util.Optional;

/**
 * A two-way conversation between a client and a {@link Server}: what one side sends, the other
 * receives, as whole messages, in order, with everything else that a {@link Channel} promises, in
 * both directions at once.
 *
 * <ul>
 *   <li>Each direction is for one thread at a time; the two directions are independent, so one thread
 *       may send while another receives. Only closing may be called from any thread.
 *   <li>Closing {@link #sender} ends one direction: the peer receives what was sent and then the end
 *       of the stream, and can still answer. Closing {@link #receiver} says that nothing more is
 *       wanted: the peer's sending fails with {@link PeerClosedException}.
 *   <li>A peer that dies without closing is reported by both ends as {@link PeerDiedException}: by
 *       the receiver once, after what the peer had committed and instead of the end of the stream,
 *       and by the sender from then on.
 *   <li>Close the connection also when both ends are closed or have failed: the server counts it
 *       until then, and what a dead peer left is removed then.
 * </ul>
 *
 * <pre>{@code
 * try (Connection connection = Ipc.connect("orders")) {
 *   connection.sender().send("buy 100");
 *   String answer = connection.receiver().receiveString();
 * }
 * }</pre>
 */
public interface Connection extends AutoCloseable {
  /** {@return the address of the server} */
  Address address();

  /** {@return the end that sends to the peer; always the same object} */
  Sender sender();

  /** {@return the end that receives from the peer; always the same object} */
  Receiver receiver();

  /**
   * {@return who the peer is, as the kernel says; empty where the medium does not know ({@link
   * Capability#PEER_CREDENTIALS})}
   */
  Optional<PeerCredentials> peer();

  /**
   * Closes both ends. What was sent stays to be received by the peer; threads that wait on this side
   * get {@link ChannelClosedException}. Returns when no call on either end is running any more. May be
   * called from any thread; repeating it does nothing.
   *
   * @throws IpcException if the kernel refuses to give something back
   */
  @Override
  void close() throws IpcException;
}
