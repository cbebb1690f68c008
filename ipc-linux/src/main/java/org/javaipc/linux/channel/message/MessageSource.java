package org.javaipc.linux.channel.message;

import java.lang.foreign.MemorySegment;
import org.javaipc.EndMetrics;
import org.javaipc.IpcException;

/**
 * Where messages come out of a kernel object. Only {@link #await} waits. For the receiver's thread
 * alone, but for {@link #wake}.
 *
 * <pre>{@code
 * while (inlet.peek()) {
 *   inlet.take();
 *   use(inlet.data(), inlet.offset(), inlet.length()); // until the next peek
 * }
 * }</pre>
 */
public interface MessageSource {
  /**
   * Looks for a whole message, asking the kernel if none is at hand.
   *
   * @return whether there is one now
   * @throws org.javaipc.CorruptChannelException if what came is not a message
   * @throws IpcException if the kernel refuses
   */
  boolean peek() throws IpcException;

  /**
   * {@return whether a whole message is at hand that costs no system call; where each costs one, what
   * {@link #peek} says}
   *
   * @throws IpcException as {@link #peek} throws
   */
  boolean peekAtHand() throws IpcException;

  /** Takes the message that was seen; it stays where it is until the next look. */
  void take();

  /** {@return the memory that holds the message, for reading only} */
  MemorySegment data();

  /** {@return where the message begins, in bytes} */
  long offset();

  /** {@return the length of the message in bytes} */
  long length();

  /** {@return how much was taken so far, in the units of {@link #pending}} */
  long taken();

  /**
   * {@return how much of what was sent so far is not taken: bytes, or messages}
   *
   * @throws IpcException if the kernel refuses
   */
  long pending() throws IpcException;

  /**
   * {@return how many messages were sent and not taken; {@link EndMetrics#UNKNOWN} where the kernel does not show them} Any thread may
   * ask; it costs a copy of what the kernel holds.
   */
  default long unread() {
    return EndMetrics.UNKNOWN;
  }

  /** Forgets the beginning of a message whose sender has died. */
  void forgetUnfinished();

  /**
   * {@return whether the kernel says that all senders have gone and everything is read; false where
   * the receiver itself keeps the object open}
   */
  boolean isOver();

  /**
   * {@return whether a sender's connection cannot be taken now, for lack of a descriptor} What it has sent waits in
   * the kernel, so the stream is not at its end.
   */
  default boolean isStarved() {
    return false;
  }

  /** {@return whether no sender is connected, as far as the kernel tells; true where it tells nothing of that} */
  default boolean isAlone() {
    return true;
  }

  /** Records that senders may have joined or left. */
  default void onChange() {}

  /**
   * Waits for something to read; may return for no reason.
   *
   * @param nanos longest time to wait, in nanoseconds
   * @throws IpcException if the kernel refuses
   */
  void await(long nanos) throws IpcException;

  /** Ends the wait, or the next one. May be called from any thread. */
  void wake();

  /**
   * Releases everything; no thread uses it any more.
   *
   * @throws IpcException if the kernel refuses
   */
  void close() throws IpcException;
}
