package org.javaipc;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The receiving end of a {@link Topic}: a {@link Receiver} that gets the messages of all publishers, independently of
 * other subscriptions. For one thread at a time; only {@link #close} may be called from others.
 *
 * <p>In addition to what a {@link Receiver} throws, every method that receives throws {@link TooSlowException} if this
 * subscription was disconnected; close it then, and subscribe again. Handlers get the message in this subscription's
 * own memory, where no publisher can change it.
 *
 * <pre>{@code
 * try (TopicSubscription prices = Ipc.subscribe("prices")) {
 *   prices.forEach((segment, offset, length) -> show(segment, offset, length));
 * }
 * }</pre>
 */
public interface TopicSubscription extends Receiver {
  /**
   * {@return how many messages were overwritten before this subscription took them} It rises with {@code slow=drop}
   * only. A message that {@link #latest} skipped was not missed.
   */
  long missed();

  /** {@return how many messages are published and not taken yet} It may be read by any thread while this end is open. */
  long lag();

  /**
   * {@return the position of the next message in the topic's log; -1 if the topic keeps none} It may be read by any thread
   * while this end is open.
   */
  default long position() {
    return -1;
  }

  /** {@return how many publishers died so far without closing} */
  @Override
  long diedSenders();

  /**
   * Hands out the latest message of each publisher's place, without waiting, also if it was received before; those
   * before it are skipped and count as received.
   *
   * @param handler takes each message
   * @return how many there were: one for each place in which a publisher has ever published; 0 if there is none
   * @throws IpcException if a publisher died, this end is closed, or this subscription was disconnected
   */
  int latest(MessageHandler handler) throws IpcException;

  /**
   * {@return the latest message, without waiting, also if it was received before; null if there is none} With several
   * publishers it is that of the one that was last seen to publish.
   *
   * @throws IpcException if a publisher died, this end is closed, or this subscription was disconnected
   */
  default byte @Nullable [] latest() throws IpcException {
    ByteArrayHandler handler = new ByteArrayHandler();
    latest(handler);
    return handler.message();
  }

  /**
   * {@return the latest message as UTF-8 text, without waiting; null if there is none}
   *
   * @throws IpcException if a publisher died, this end is closed, or this subscription was disconnected
   */
  default @Nullable String latestString() throws IpcException {
    byte[] message = latest();
    return message == null ? null : new String(message, StandardCharsets.UTF_8);
  }

  /**
   * Leaves the topic; publishers no longer wait for this subscription. Otherwise as {@link Receiver#close}: a thread that
   * waits on this end gets {@link ChannelClosedException}, and no handler runs afterwards.
   *
   * @throws IpcException if the kernel refuses to give something back
   */
  @Override
  void close() throws IpcException;
}
