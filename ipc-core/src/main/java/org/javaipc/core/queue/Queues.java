package org.javaipc.core.queue;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.javaipc.IpcException;

/** Where the queue of one {@link QueueChannel} is made and found: what a queue transport supplies. */
public interface Queues {
  /** Bytes of the channel's header in which it is written how to find the queue. */
  int PLACE_LENGTH = 256;

  /**
   * {@return bytes of all messages together, if the receiver does not say it}
   *
   * @param maxMessage longest message in bytes
   * @throws IpcException if the kernel's limits cannot be read
   */
  long defaultCapacity(long maxMessage) throws IpcException;

  /**
   * {@return longest message in bytes, if the receiver does not say it}
   *
   * @throws IpcException if the kernel's limits cannot be read
   */
  long defaultMaxMessage() throws IpcException;

  /**
   * Makes the queue, for a receiver that has the name for itself. What an earlier owner of the name
   * left without a channel's header goes.
   *
   * @param capacity bytes of all messages together, at least {@code maxMessage}; where the kernel lets
   *     this user have less, the queue has less, but room for one message at least
   * @param maxMessage longest message in bytes
   * @param place {@value #PLACE_LENGTH} zeroed bytes, where it is written how to find the queue
   * @return the queue, open to receive
   * @throws org.javaipc.ResourceLimitException if a limit is reached, which the message names
   * @throws IpcException if it cannot be made for another reason
   */
  QueueMedium create(long capacity, long maxMessage, MemorySegment place) throws IpcException;

  /**
   * Opens the queue that another end made.
   *
   * @param place what {@link #create} wrote, or what anybody may have written over it
   * @param maxMessage longest message in bytes
   * @param sending whether to send, or to receive
   * @return the queue; empty if it is gone
   * @throws org.javaipc.CorruptChannelException if the place says nonsense
   * @throws org.javaipc.AccessRefusedException if it is another user's, or in another IPC namespace
   * @throws IpcException if it cannot be opened
   */
  Optional<QueueMedium> open(MemorySegment place, long maxMessage, boolean sending)
      throws IpcException;
}
