package org.javaipc;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Connection} of values: this end sends values of one type and receives values of another. At the server's
 * end the two are exchanged.
 *
 * <pre>{@code
 * try (TypedConnection<Order, Receipt> orders =
 *     TypedConnection.of(Ipc.connect("orders"), orderCodec, receiptCodec)) {
 *   Receipt receipt = orders.call(order);
 * }
 * }</pre>
 *
 * <p>A server serves one client with {@link #serve}:
 *
 * <pre>{@code
 * server.serve(connection -> TypedConnection.of(connection, receiptCodec, orderCodec).serve(desk::book));
 * }</pre>
 *
 * @param <S> what this end sends
 * @param <R> what this end receives
 */
public final class TypedConnection<S, R> implements AutoCloseable {
  private final Connection connection;
  private final TypedSender<S> sender;
  private final TypedReceiver<R> receiver;

  private TypedConnection(Connection connection, Codec<S> sent, Codec<R> received) {
    this.connection = Objects.requireNonNull(connection, "connection");
    this.sender = TypedSender.of(connection.sender(), Objects.requireNonNull(sent, "sent"));
    this.receiver =
        TypedReceiver.of(connection.receiver(), Objects.requireNonNull(received, "received"));
  }

  /**
   * {@return a connection of values over one of bytes, which it closes} Server and client may name their protocol by
   * {@code type=} in both addresses; it is compared when they connect.
   *
   * @param <S> what this end sends
   * @param <R> what this end receives
   * @param connection to talk through
   * @param sent writes what is sent
   * @param received reads what is received
   */
  public static <S, R> TypedConnection<S, R> of(
      Connection connection, Codec<S> sent, Codec<R> received) {
    return new TypedConnection<>(connection, sent, received);
  }

  /** {@return the connection of bytes below} */
  public Connection connection() {
    return connection;
  }

  /** {@return the end that sends to the peer; always the same object} */
  public TypedSender<S> sender() {
    return sender;
  }

  /** {@return the end that receives from the peer; always the same object} */
  public TypedReceiver<R> receiver() {
    return receiver;
  }

  /**
   * Sends a value to the peer, waiting for room for as long as it takes.
   *
   * @param value to send
   * @throws IpcException as {@link TypedSender} says
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was sent
   */
  public void send(S value) throws IpcException, InterruptedException {
    sender.send(value);
  }

  /**
   * Receives a value from the peer, waiting for it for as long as it takes.
   *
   * @return the value; null at the end of the stream
   * @throws IpcException as {@link TypedReceiver} says
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was taken
   */
  public @Nullable R receive() throws IpcException, InterruptedException {
    return receiver.receive();
  }

  /**
   * Sends a request and receives the answer, where one answer follows each request; see {@link
   * Connection#call(byte[])}.
   *
   * @param request to send
   * @return the answer
   * @throws PeerClosedException if the peer has closed without an answer
   * @throws IpcException as {@link TypedSender} and {@link TypedReceiver} say
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public R call(S request) throws IpcException, InterruptedException {
    sender.send(Objects.requireNonNull(request, "request"));
    R answer = receiver.receive();
    if (answer == null) {
      throw new PeerClosedException(
          connection.address() + ": the peer has closed without an answer");
    }
    return answer;
  }

  /**
   * Answers the peer's requests, one after another, until it sends no more.
   *
   * @param answering makes the answer to a request; what it throws ends this method, and there is no answer
   * @throws Exception what {@code answering} throws, and what {@link TypedSender} and {@link TypedReceiver} throw
   */
  public void serve(Answering<? super R, ? extends S> answering) throws Exception {
    Objects.requireNonNull(answering, "answering");
    for (R request = receive(); request != null; request = receive()) {
      send(answering.answer(request));
    }
  }

  /**
   * Closes both ends, as {@link Connection#close} says.
   *
   * @throws IpcException if the kernel refuses to give something back
   */
  @Override
  public void close() throws IpcException {
    connection.close();
  }

  @Override
  public String toString() {
    return connection + " of " + sender.codec().type() + " and " + receiver.codec().type();
  }

  /**
   * Answers a request.
   *
   * @param <Q> the requests
   * @param <A> the answers
   */
  @FunctionalInterface
  public interface Answering<Q, A> {
    /**
     * Makes the answer to a request.
     *
     * @param request that was received
     * @return the answer, not null
     * @throws Exception if there is none
     */
    A answer(Q request) throws Exception;
  }
}
