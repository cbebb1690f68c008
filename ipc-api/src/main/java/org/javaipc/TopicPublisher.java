package org.javaipc;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * The publishing end of a {@link Topic}: a {@link Sender} whose messages go to every subscription. For one thread at a
 * time; only {@link #close} may be called from others.
 *
 * <p>The topic's option {@code slow} decides whether it may have to wait. With {@code wait}, {@code publish} and
 * {@code send} wait for the slowest subscription; where they would have to wait, {@code offer} returns false and
 * {@code tryClaim} returns null. If a subscription keeps a publisher from publishing and has read nothing for as long
 * as the option {@code patience} says, the publisher's next call disconnects it, whichever call that is: the time runs
 * across calls. With {@code drop} and {@code disconnect} no call waits. A topic without subscriptions is not a
 * failure: {@link
 * PeerClosedException} is never thrown.
 *
 * <pre>{@code
 * try (TopicPublisher prices = Ipc.publisher("prices")) {
 *   prices.publish("EURUSD 1.0842");
 * }
 * }</pre>
 */
public interface TopicPublisher extends Sender {
  /** {@return how many subscriptions this publisher publishes to at the moment} */
  int subscriptions();

  /** {@return how many subscriptions this publisher has disconnected because they kept it waiting, or wrote nonsense} */
  long disconnected();

  /**
   * Publishes a message.
   *
   * @param segment that holds the message; the caller may reuse it after this method returns
   * @param offset of the message in the segment, in bytes
   * @param length of the message in bytes, 0 to {@link #maxMessage}
   * @throws IpcException as {@link Sender} says
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was published
   */
  default void publish(MemorySegment segment, long offset, long length)
      throws IpcException, InterruptedException {
    send(segment, offset, length);
  }

  /**
   * Publishes a whole segment.
   *
   * @param message to publish
   * @throws IpcException as {@link Sender} says
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was published
   */
  default void publish(MemorySegment message) throws IpcException, InterruptedException {
    send(message);
  }

  /**
   * Publishes an array.
   *
   * @param message to publish
   * @throws IpcException as {@link Sender} says
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was published
   */
  default void publish(byte[] message) throws IpcException, InterruptedException {
    send(message);
  }

  /**
   * Publishes what remains of a buffer.
   *
   * @param message to publish; its position moves to its limit
   * @throws IpcException as {@link Sender} says
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was published
   */
  default void publish(ByteBuffer message) throws IpcException, InterruptedException {
    send(message);
  }

  /**
   * Publishes a text as UTF-8.
   *
   * @param message to publish
   * @throws IpcException as {@link Sender} says
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was published
   */
  default void publish(String message) throws IpcException, InterruptedException {
    send(message);
  }

  /**
   * Leaves the topic. What was published stays for subscriptions, and as history while any end has the topic open; an
   * open claim is aborted; a thread that waits on this end gets {@link ChannelClosedException}. May be called from any
   * thread; repeating it does nothing.
   *
   * @throws IpcException if the kernel refuses to give something back
   */
  @Override
  void close() throws IpcException;
}
