package org.javaipc;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
 *   String answer = connection.call("buy 100");
 * }
 * }</pre>
 */
public interface Connection extends AutoCloseable {
  /** {@return the address of the server} */
  Address address();

  /**
   * {@return the end that sends to the peer; always the same object, unless the address says {@code reconnect=true}}
   * In that case it is the end of the connection that is open now, and it stays closed once the peer has gone. The
   * methods of this connection connect again; call this method again after that.
   */
  Sender sender();

  /**
   * {@return the end that receives from the peer; always the same object, unless the address says
   * {@code reconnect=true}} In that case it is the end of the connection that is open now, and it stays closed once
   * the peer has gone. The methods of this connection connect again; call this method again after that.
   */
  Receiver receiver();

  /**
   * {@return who the peer is, as the kernel says; empty where the medium does not know ({@link
   * Capability#PEER_CREDENTIALS})}
   */
  Optional<PeerCredentials> peer();

  /**
   * Sends an array to the peer, waiting for room for as long as it takes.
   *
   * @param message to send
   * @throws IpcException as {@link Sender} says
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was sent
   */
  default void send(byte[] message) throws IpcException, InterruptedException {
    Objects.requireNonNull(message, "message");
    sender().send(message);
  }

  /**
   * Sends a text as UTF-8 to the peer, waiting for room for as long as it takes.
   *
   * @param message to send
   * @throws IpcException as {@link Sender} says
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was sent
   */
  default void send(String message) throws IpcException, InterruptedException {
    Objects.requireNonNull(message, "message");
    sender().send(message);
  }

  /**
   * Receives a message from the peer, waiting for it for as long as it takes.
   *
   * @return the message; null at the end of the stream
   * @throws IpcException as {@link Receiver} says
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was taken
   */
  default byte @Nullable [] receive() throws IpcException, InterruptedException {
    return receiver().receive();
  }

  /**
   * Receives a message from the peer as UTF-8 text, waiting for it for as long as it takes.
   *
   * @return the text, with U+FFFD for bytes that are not UTF-8; null at the end of the stream
   * @throws IpcException as {@link Receiver} says
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was taken
   */
  default @Nullable String receiveString() throws IpcException, InterruptedException {
    return receiver().receiveString();
  }

  /**
   * Sends a request and receives the answer, where one answer follows each request. For one thread at a time, which
   * uses both directions. If it is interrupted, the answer may still come: close the connection.
   *
   * @param request to send
   * @return the answer
   * @throws PeerClosedException if the peer has closed without an answer
   * @throws IpcException as {@link Sender} and {@link Receiver} say
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  default byte[] call(byte[] request) throws IpcException, InterruptedException {
    Objects.requireNonNull(request, "request");
    sender().send(request);
    byte[] answer = receiver().receive();
    if (answer == null) {
      throw new PeerClosedException(address() + ": the peer has closed without an answer");
    }
    return answer;
  }

  /**
   * Sends a request and receives the answer, both as UTF-8 text; see {@link #call(byte[])}.
   *
   * @param request to send
   * @return the answer
   * @throws IpcException as {@link #call(byte[])} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  default String call(String request) throws IpcException, InterruptedException {
    Objects.requireNonNull(request, "request");
    return new String(call(request.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
  }

  /**
   * Closes both ends. The peer can still receive what was sent; threads that wait on this side
   * get {@link ChannelClosedException}. Returns when no call on either end is running any more. May be
   * called from any thread; repeating it does nothing.
   *
   * @throws IpcException if the kernel refuses to give something back
   */
  @Override
  void close() throws IpcException;
}
