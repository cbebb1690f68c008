package org.javaipc;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Receiver} of values: a {@link Codec} reads each of them in place from its message. For one thread at a
 * time; only {@link
 * #close} may be called from others.
 *
 * <p>Every method that receives throws what {@link Receiver} throws, and {@link MalformedMessageException} if the codec
 * cannot read a message. Only that message was taken, and the receiver can still be used.
 *
 * <pre>{@code
 * try (TypedReceiver<String> receiver = Ipc.receiver("orders", Codec.text())) {
 *   receiver.forEach(order -> book(order));
 * }
 * }</pre>
 *
 * @param <T> the values
 */
public sealed class TypedReceiver<T> implements Waitable, AutoCloseable permits TypedSubscription {
  private static final int VALUES_AT_A_TIME = 256;

  private final Receiver receiver;
  private final Codec<T> codec;

  /** That of the thread that called last. */
  private DecodingHandler<T> last;

  TypedReceiver(Receiver receiver, Codec<T> codec) {
    this.receiver = Objects.requireNonNull(receiver, "receiver");
    this.codec = Objects.requireNonNull(codec, "codec");
    this.last = new DecodingHandler<>(receiver, codec);
  }

  /**
   * {@return a receiver of values over one of bytes, which it closes} It does not compare types: {@link
   * Ipc#receiver(String, Codec)} does.
   *
   * @param <T> the values
   * @param receiver to receive through
   * @param codec reads the values
   */
  public static <T> TypedReceiver<T> of(Receiver receiver, Codec<T> codec) {
    return new TypedReceiver<>(receiver, codec);
  }

  /** {@return the receiver of bytes below, for its address, limits and counters} */
  public Receiver receiver() {
    return receiver;
  }

  /** {@return what reads the values} */
  public Codec<T> codec() {
    return codec;
  }

  /** {@return whether the end of the stream was reached} */
  public boolean isEnded() {
    return receiver.isEnded();
  }

  /**
   * Takes a value if there is one now.
   *
   * @return the value; null if there is none now or at the end of the stream, which {@link #isEnded} tells apart
   * @throws IpcException if a sender died, this end is closed, or a message is malformed
   */
  public @Nullable T poll() throws IpcException {
    DecodingHandler<T> decoding = begin(null);
    try {
      receiver.poll(decoding, 1);
      return decoding.value();
    } catch (DecodingHandler.Stop e) {
      throw e.reason();
    } finally {
      decoding.end();
    }
  }

  /**
   * Takes the values that are there, without waiting.
   *
   * @param action takes each value; what it throws reaches the caller, and the value counts as received
   * @param limit most values to take, greater than 0
   * @return how many were taken; 0 if there are none now; {@link Receiver#END_OF_STREAM} at the end
   * @throws IpcException if a sender died, this end is closed, or a message is malformed
   */
  public int poll(Consumer<? super T> action, int limit) throws IpcException {
    DecodingHandler<T> decoding = begin(Objects.requireNonNull(action, "action"));
    try {
      return receiver.poll(decoding, limit);
    } catch (DecodingHandler.Stop e) {
      throw e.reason();
    } finally {
      decoding.end();
    }
  }

  /**
   * Receives one value, waiting for it for as long as it takes.
   *
   * @return the value; null at the end of the stream
   * @throws IpcException if a sender died, this end is closed, or a message is malformed
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was taken
   */
  public @Nullable T receive() throws IpcException, InterruptedException {
    DecodingHandler<T> decoding = begin(null);
    try {
      receiver.receive(decoding, 1);
      return decoding.value();
    } catch (DecodingHandler.Stop e) {
      throw e.reason();
    } finally {
      decoding.end();
    }
  }

  /**
   * Receives one value, waiting for it for at most the given time.
   *
   * @param timeout longest time to wait; zero or less does not wait
   * @return the value, or whether the timeout elapsed or the stream has ended
   * @throws IpcException if a sender died, this end is closed, or a message is malformed
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was taken
   */
  public Received<T> receive(Duration timeout) throws IpcException, InterruptedException {
    DecodingHandler<T> decoding = begin(null);
    try {
      int taken = receiver.receive(decoding, 1, timeout);
      return Received.of(decoding.value(), taken == Receiver.END_OF_STREAM);
    } catch (DecodingHandler.Stop e) {
      throw e.reason();
    } finally {
      decoding.end();
    }
  }

  /**
   * Takes at least one value, waiting for as long as it takes.
   *
   * @param action takes each value; what it throws reaches the caller, and the value counts as received
   * @param limit most values to take, greater than 0
   * @return how many were taken; {@link Receiver#END_OF_STREAM} at the end
   * @throws IpcException if a sender died, this end is closed, or a message is malformed
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was taken
   */
  public int receive(Consumer<? super T> action, int limit)
      throws IpcException, InterruptedException {
    DecodingHandler<T> decoding = begin(Objects.requireNonNull(action, "action"));
    try {
      return receiver.receive(decoding, limit);
    } catch (DecodingHandler.Stop e) {
      throw e.reason();
    } finally {
      decoding.end();
    }
  }

  /**
   * Takes at least one value, waiting for at most the given time.
   *
   * @param action takes each value; what it throws reaches the caller, and the value counts as received
   * @param limit most values to take, greater than 0
   * @param timeout longest time to wait; zero or less does not wait
   * @return how many were taken; 0 if the timeout elapsed; {@link Receiver#END_OF_STREAM} at the end
   * @throws IpcException if a sender died, this end is closed, or a message is malformed
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was taken
   */
  public int receive(Consumer<? super T> action, int limit, Duration timeout)
      throws IpcException, InterruptedException {
    DecodingHandler<T> decoding = begin(Objects.requireNonNull(action, "action"));
    try {
      return receiver.receive(decoding, limit, timeout);
    } catch (DecodingHandler.Stop e) {
      throw e.reason();
    } finally {
      decoding.end();
    }
  }

  /**
   * Receives all values until the end of the stream, waiting for each for as long as it takes. A sender that dies, or a
   * message that is malformed, ends it; call it again to continue.
   *
   * @param action takes each value; what it throws ends this method, and the value counts as received
   * @throws IpcException if a sender died, this end is closed, or a message is malformed
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public void forEach(Consumer<? super T> action) throws IpcException, InterruptedException {
    while (receive(action, VALUES_AT_A_TIME) != Receiver.END_OF_STREAM) {
      // go on
    }
  }

  /**
   * Receives all values until the end of the stream, waiting for each for as long as it takes, and continues after
   * malformed messages.
   *
   * @param action takes each value; what it throws ends this method, and the value counts as received
   * @param malformed is told of each message that the codec cannot read; what it throws ends this method
   * @throws IpcException if a sender died or this end is closed
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public void forEach(
      Consumer<? super T> action, Consumer<? super MalformedMessageException> malformed)
      throws IpcException, InterruptedException {
    Objects.requireNonNull(action, "action");
    Objects.requireNonNull(malformed, "malformed");
    while (!receiver.isEnded()) {
      try {
        forEach(action);
      } catch (MalformedMessageException e) {
        malformed.accept(e);
      }
    }
  }

  /** Begins a call of this thread, which ends with {@link DecodingHandler#end}. */
  final DecodingHandler<T> begin(@Nullable Consumer<? super T> action) {
    DecodingHandler<T> decoding = last;
    if (!decoding.isFree()) {
      decoding = new DecodingHandler<>(receiver, codec);
      last = decoding;
    }
    decoding.begin(action);
    return decoding;
  }

  @Override
  public boolean awaitReady(Duration timeout) throws IpcException, InterruptedException {
    return receiver.awaitReady(timeout);
  }

  /**
   * Closes the receiver below, as {@link Receiver#close} says.
   *
   * @throws IpcException if the kernel refuses to give something back
   */
  @Override
  public void close() throws IpcException {
    receiver.close();
  }

  @Override
  public String toString() {
    return receiver + " of " + codec.type();
  }
}
