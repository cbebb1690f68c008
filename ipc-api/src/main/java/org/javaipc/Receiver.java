package org.javaipc;

import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The receiving end of a {@link Channel}. For one thread at a time; only {@link #close} may be
 * called from others.
 *
 * <p>Every method that receives throws
 *
 * <ul>
 *   <li>{@link PeerDiedException} when a sender ended without closing, once for each, after all
 *       that it had committed was received; the receiver goes on and may be used again;
 *   <li>{@link ChannelClosedException} if this end is closed, also by another thread during the
 *       call;
 *   <li>{@link CorruptChannelException} if a sender wrote what is no message.
 * </ul>
 *
 * <p>The methods that take a handler or a segment allocate nothing; those that return arrays and
 * strings are for comfort.
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

  /** What {@link #receive(MemorySegment, Duration)} returns when the time was over. */
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
   * @param limit most messages to take, over 0
   * @return how many were taken; 0 if there are none now; {@link #END_OF_STREAM} at the end
   * @throws IpcException as the class says
   */
  int poll(MessageHandler handler, int limit) throws IpcException;

  /**
   * Takes at least one message, in place, waiting for at most the given time.
   *
   * @param handler takes each message
   * @param limit most messages to take, over 0
   * @param timeout longest time to wait; zero or less does not wait
   * @return how many were taken; 0 if the time was over; {@link #END_OF_STREAM} at the end
   * @throws IpcException as the class says
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was taken
   */
  int receive(MessageHandler handler, int limit, Duration timeout)
      throws IpcException, InterruptedException;

  /**
   * Takes at least one message, in place, waiting for as long as it takes.
   *
   * @param handler takes each message
   * @param limit most messages to take, over 0
   * @return how many were taken; {@link #END_OF_STREAM} at the end
   * @throws IpcException as the class says
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was taken
   */
  int receive(MessageHandler handler, int limit) throws IpcException, InterruptedException;

  /**
   * Copies one message into a segment, waiting for it for at most the given time.
   *
   * @param into where the message goes, from offset 0
   * @param timeout longest time to wait; zero or less does not wait
   * @return the message's length in bytes; {@link #TIMED_OUT}; {@link #END_OF_STREAM} at the end
   * @throws IpcException as the class says
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was taken
   * @throws IllegalArgumentException if the segment is shorter than the message, which stays to be
   *     received
   */
  long receive(MemorySegment into, Duration timeout) throws IpcException, InterruptedException;

  /**
   * Copies one message into a segment, waiting for it for as long as it takes.
   *
   * @param into where the message goes, from offset 0
   * @return the message's length in bytes; {@link #END_OF_STREAM} at the end
   * @throws IpcException as the class says
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was taken
   * @throws IllegalArgumentException if the segment is shorter than the message, which stays to be
   *     received
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
   * @throws IpcException as the class says
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
   * @return the message; null if the time was over or at the end of the stream, which {@link
   *     #isEnded} tells apart
   * @throws IpcException as the class says
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was taken
   */
  default byte @Nullable [] receive(Duration timeout) throws IpcException, InterruptedException {
    ByteArrayHandler handler = new ByteArrayHandler();
    receive(handler, 1, timeout);
    return handler.message();
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
   * @return the text, with U+FFFD for what is no UTF-8; null at the end of the stream
   * @throws IpcException as the class says
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was taken
   */
  default @Nullable String receiveString() throws IpcException, InterruptedException {
    byte[] message = receive();
    return message == null ? null : new String(message, StandardCharsets.UTF_8);
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
