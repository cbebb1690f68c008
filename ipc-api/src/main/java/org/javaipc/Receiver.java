package org.javaipc;

import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The receiving end of a {@link Channel}. For one thread at a time; only {@link #close} may be
 * called from others.
 *
 * <p>Every method that receives throws
 *
 * <ul>
 *   <li>{@link PeerDiedException} when a sender ended without closing, once for each, after all
 *       that it had committed was received; the receiver can still be used;
 *   <li>{@link ChannelClosedException} if this end is closed, also by another thread during the
 *       call;
 *   <li>{@link CorruptChannelException} if a sender wrote a malformed record.
 * </ul>
 *
 * <p>The methods that take a handler or a segment allocate nothing; those that return arrays and strings are
 * convenience methods, which allocate.
 *
 * <pre>{@code
 * try (Receiver receiver = Ipc.receiver("orders")) {
 *   for (String order; (order = receiver.receiveString()) != null; ) {
 *     System.out.println(order);
 *   }
 * }
 * }</pre>
 */
public interface Receiver extends Waitable, AutoCloseable {
  /** What the methods that receive return at the end of the stream. */
  int END_OF_STREAM = -1;

  /** What {@link #receive(MemorySegment, Duration)} returns when the timeout elapsed. */
  int TIMED_OUT = -2;

  /** {@return the address of the channel} */
  Address address();

  /** {@return the longest message, in bytes} */
  long maxMessage();

  /** {@return how many senders died so far without closing} */
  long diedSenders();

  /** {@return whether the end of the stream was reached} */
  boolean isEnded();

  /**
   * Takes the messages that are there, in place, without waiting.
   *
   * @param handler takes each message
   * @param limit most messages to take, greater than 0
   * @return how many were taken; 0 if there are none now; {@link #END_OF_STREAM} at the end
   * @throws IpcException if a sender died, this end is closed, or a sender wrote a malformed record
   */
  int poll(MessageHandler handler, int limit) throws IpcException;

  /**
   * Takes at least one message, in place, waiting for at most the given time.
   *
   * @param handler takes each message
   * @param limit most messages to take, greater than 0
   * @param timeout longest time to wait; zero or less does not wait
   * @return how many were taken; 0 if the timeout elapsed; {@link #END_OF_STREAM} at the end
   * @throws IpcException if a sender died, this end is closed, or a sender wrote a malformed record
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was taken
   */
  int receive(MessageHandler handler, int limit, Duration timeout)
      throws IpcException, InterruptedException;

  /**
   * Takes at least one message, in place, waiting for as long as it takes.
   *
   * @param handler takes each message
   * @param limit most messages to take, greater than 0
   * @return how many were taken; {@link #END_OF_STREAM} at the end
   * @throws IpcException if a sender died, this end is closed, or a sender wrote a malformed record
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was taken
   */
  int receive(MessageHandler handler, int limit) throws IpcException, InterruptedException;

  /**
   * Copies one message into a segment, waiting for it for at most the given time.
   *
   * @param into where the message goes, from offset 0
   * @param timeout longest time to wait; zero or less does not wait
   * @return the message's length in bytes; {@link #TIMED_OUT}; {@link #END_OF_STREAM} at the end
   * @throws IpcException if a sender died, this end is closed, or a sender wrote a malformed record
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was taken
   * @throws IllegalArgumentException if the segment is shorter than the message, which is not taken
   */
  long receive(MemorySegment into, Duration timeout) throws IpcException, InterruptedException;

  /**
   * Copies one message into a segment, waiting for it for as long as it takes.
   *
   * @param into where the message goes, from offset 0
   * @return the message's length in bytes; {@link #END_OF_STREAM} at the end
   * @throws IpcException if a sender died, this end is closed, or a sender wrote a malformed record
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was taken
   * @throws IllegalArgumentException if the segment is shorter than the message, which is not taken
   */
  long receive(MemorySegment into) throws IpcException, InterruptedException;

  /**
   * Leaves the channel and removes its name; senders get {@link PeerClosedException}. A thread that
   * waits on this end gets {@link ChannelClosedException}. Returns when no call on this end is
   * running any more, so that no handler runs afterwards. May be called from any thread, also from
   * the handler; repeating it does nothing.
   *
   * @throws IpcException if the kernel refuses to give something back
   */
  @Override
  void close() throws IpcException;

  /**
   * Receives one message, waiting for it for as long as it takes.
   *
   * @return the message; null at the end of the stream
   * @throws IpcException if a sender died, this end is closed, or a sender wrote a malformed record
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was taken
   */
  default byte @Nullable [] receive() throws IpcException, InterruptedException {
    ByteArrayHandler handler = new ByteArrayHandler();
    receive(handler, 1);
    return handler.message();
  }

  /**
   * Receives one message, waiting for it for at most the given time.
   *
   * @param timeout longest time to wait; zero or less does not wait
   * @return the message, or whether the timeout elapsed or the stream has ended
   * @throws IpcException if a sender died, this end is closed, or a sender wrote a malformed record
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was taken
   */
  default Received<byte[]> receive(Duration timeout) throws IpcException, InterruptedException {
    ByteArrayHandler handler = new ByteArrayHandler();
    int taken = receive(handler, 1, timeout);
    return Received.of(handler.message(), taken == END_OF_STREAM);
  }

  /**
   * Copies one message into what remains of a buffer, waiting for it for at most the given time.
   *
   * @param into where the message goes; its position moves past the message, and stays if none came
   * @param timeout longest time to wait; zero or less does not wait
   * @return the message's length in bytes; {@link #TIMED_OUT}; {@link #END_OF_STREAM} at the end
   * @throws IpcException if a sender died, this end is closed, or a sender wrote a malformed record
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was taken
   * @throws IllegalArgumentException if the message is longer than what remains; it is not taken
   */
  default int receive(ByteBuffer into, Duration timeout) throws IpcException, InterruptedException {
    Objects.requireNonNull(into, "into");
    int length = (int) receive(MemorySegment.ofBuffer(into), timeout);
    if (length > 0) {
      into.position(into.position() + length);
    }
    return length;
  }

  /**
   * Receives all messages until the end of the stream, waiting for each for as long as it takes. A sender that dies
   * ends it as it ends {@link #receive()}; it may be called again to go on.
   *
   * @param action takes a copy of each message; what it throws ends this method, and the message counts as received
   * @throws IpcException if a sender died, this end is closed, or a sender wrote a malformed record
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  default void forEach(Consumer<byte[]> action) throws IpcException, InterruptedException {
    Objects.requireNonNull(action, "action");
    for (byte[] message = receive(); message != null; message = receive()) {
      action.accept(message);
    }
  }

  /**
   * Receives all messages until the end of the stream, in place, waiting for each for as long as it takes.
   *
   * @param handler takes each message; what it throws ends this method, and the message counts as received
   * @throws IpcException if a sender died, this end is closed, or a sender wrote a malformed record
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  default void forEach(MessageHandler handler) throws IpcException, InterruptedException {
    Objects.requireNonNull(handler, "handler");
    while (receive(handler, 256) != END_OF_STREAM) {
      // go on
    }
  }

  /**
   * Receives one message on a virtual thread. The receiver is in use until the future completes;
   * cancelling it ends the wait and takes nothing.
   *
   * @return the message; null at the end of the stream. It fails as {@link #receive()} throws
   */
  default CompletableFuture<byte @Nullable []> receiveAsync() {
    return Async.call("javaipc-receive", this::receive);
  }

  /**
   * Receives one message as UTF-8 text, waiting for it for as long as it takes.
   *
   * @return the text, with U+FFFD for bytes that are not UTF-8; null at the end of the stream
   * @throws IpcException if a sender died, this end is closed, or a sender wrote a malformed record
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was taken
   */
  default @Nullable String receiveString() throws IpcException, InterruptedException {
    byte[] message = receive();
    return message == null ? null : new String(message, StandardCharsets.UTF_8);
  }

  /**
   * Receives one message as UTF-8 text, waiting for it for at most the given time.
   *
   * @param timeout longest time to wait; zero or less does not wait
   * @return the text, with U+FFFD for bytes that are not UTF-8, or whether the timeout elapsed or the stream has ended
   * @throws IpcException if a sender died, this end is closed, or a sender wrote a malformed record
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was taken
   */
  default Received<String> receiveString(Duration timeout)
      throws IpcException, InterruptedException {
    return switch (receive(timeout)) {
      case Received.Message(byte[] message) ->
          new Received.Message<>(new String(message, StandardCharsets.UTF_8));
      case Received.TimedOut() -> new Received.TimedOut<>();
      case Received.Ended() -> new Received.Ended<>();
    };
  }

  /**
   * {@return the messages' bytes, one after the other, as a stream that ends with the channel's;
   * closing it closes this end} An interrupt while it waits is an {@link
   * java.io.InterruptedIOException}, with the interrupt status set.
   */
  default InputStream inputStream() {
    return new ReceiverInputStream(this);
  }
}
