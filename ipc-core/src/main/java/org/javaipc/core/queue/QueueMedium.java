package org.javaipc.core.queue;

import java.lang.foreign.MemorySegment;
import org.javaipc.IpcException;

/**
 * A kernel queue of whole messages, as one end of a {@link QueueChannel} has it open. Calls never wait. For the one
 * thread that uses the end.
 *
 * <p>A method that finds that the queue was removed throws {@link org.javaipc.NoSuchObjectException}.
 */
public interface QueueMedium extends AutoCloseable {
  /** What {@link #tryReceive} returns when the queue is empty. */
  long NONE = -1;

  /** {@return the queue's name, for messages} */
  String describe();

  /** {@return how many bytes the medium needs before each message; a multiple of 8} */
  long headroom();

  /**
   * Sends a message if there is room for it now.
   *
   * @param memory native; the {@link #headroom} before the message belongs to the medium
   * @param offset of the message in it, in bytes
   * @param length of the message in bytes, at most what the queue was made for
   * @return whether it was sent
   * @throws IpcException if the kernel refuses
   */
  boolean trySend(MemorySegment memory, long offset, long length) throws IpcException;

  /**
   * Like {@link #trySend}, for a message in the caller's memory, which cannot be closed during the call; only for a
   * medium without headroom.
   *
   * @param memory native
   * @param offset of the message in it, in bytes
   * @param length of the message in bytes, at most what the queue was made for
   * @return whether it was sent
   * @throws IpcException if the kernel refuses
   * @throws IllegalStateException if the memory is closed
   */
  default boolean trySendHolding(MemorySegment memory, long offset, long length)
      throws IpcException {
    return trySend(memory, offset, length);
  }

  /**
   * {@return whether a message would find room now}
   *
   * @param length of the message in bytes
   * @throws IpcException if the kernel refuses
   */
  boolean hasRoom(long length) throws IpcException;

  /**
   * Takes the oldest message, if there is one.
   *
   * @param into native, of the {@link #headroom} plus the longest message's bytes; the message goes after the headroom
   * @return the message's length in bytes; {@link #NONE} if there is no message
   * @throws IpcException if the kernel refuses
   */
  long tryReceive(MemorySegment into) throws IpcException;

  /**
   * {@return how many messages are in the queue}
   *
   * @throws IpcException if the kernel refuses
   */
  long pending() throws IpcException;

  /**
   * {@return whether senders can still find the queue}
   *
   * @throws IpcException if the kernel does not say
   */
  default boolean isNamed() throws IpcException {
    return true;
  }

  /**
   * Removes the queue with its messages; does nothing if it is gone.
   *
   * @throws IpcException if the kernel refuses
   */
  void remove() throws IpcException;

  /** Releases this process's resources for the queue; the queue stays. */
  @Override
  void close();
}
