package org.javaipc.core.queue;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.javaipc.IpcException;

/** Creates and finds the queue of one {@link QueueChannel}. This is what a queue transport supplies. */
public interface Queues {
  /** Bytes in the channel's header that say how to find the queue. */
  int PLACE_LENGTH = 256;

  /**
   * {@return the default capacity: bytes of all messages together}
   *
   * @param maxMessage longest message in bytes
   * @throws IpcException if the kernel's limits cannot be read
   */
  long defaultCapacity(long maxMessage) throws IpcException;

  /**
   * {@return the default for the longest message, in bytes}
   *
   * @throws IpcException if the kernel's limits cannot be read
   */
  long defaultMaxMessage() throws IpcException;

  /**
   * Creates the queue, for a receiver that holds the name alone. A queue that an earlier owner of the name left behind
   * without a channel's header is removed.
   *
   * @param capacity bytes of all messages together, at least {@code maxMessage}; if the kernel allows this user less,
   *     the queue has less, but room for at least one message
   * @param maxMessage longest message in bytes
   * @param place {@value #PLACE_LENGTH} zeroed bytes, in which to write how to find the queue
   * @return the queue, open to receive
   * @throws org.javaipc.ResourceLimitException if a limit is reached, which the message names
   * @throws IpcException if it cannot be created for another reason
   */
  QueueMedium create(long capacity, long maxMessage, MemorySegment place) throws IpcException;

  /**
   * Opens the queue that another end created.
   *
   * @param place what {@link #create} wrote; any process may have overwritten it
   * @param maxMessage longest message in bytes
   * @param sending true to send, false to receive
   * @return the queue; empty if it is gone
   * @throws org.javaipc.CorruptChannelException if the place is malformed
   * @throws org.javaipc.AccessRefusedException if it belongs to another user or is in another IPC namespace
   * @throws IpcException if it cannot be opened
   */
  Optional<QueueMedium> open(MemorySegment place, long maxMessage, boolean sending)
      throws IpcException;
}
