package org.javaipc.bench;

import java.lang.foreign.MemorySegment;
import org.javaipc.IpcException;
import org.javaipc.MessageHandler;

/** Both directions between two processes, over one contender in its best form. For one thread. */
public interface Link extends AutoCloseable {
  /** {@return the memory from which {@link #offer} copies} */
  MemorySegment message();

  /** Sends the first {@code length} bytes of {@link #message}; false if there is no room. */
  boolean offer(int length) throws IpcException;

  /**
   * Sends a message that {@code writer} writes in place; false if there is no room.
   *
   * @throws UnsupportedOperationException if the contender cannot
   */
  default boolean claim(MessageHandler writer, int length) throws IpcException {
    throw new UnsupportedOperationException("this contender cannot write in place");
  }

  /** Takes up to {@code limit} messages, in place; returns how many. */
  int poll(MessageHandler handler, int limit) throws IpcException;

  /** Leaves. */
  @Override
  void close() throws IpcException;
}
