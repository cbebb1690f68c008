package org.javaipc.cli.bench;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.javaipc.MessageHandler;

/** Both directions between two processes, over one contender in its best form. For one thread. */
public interface Link extends AutoCloseable {
  /** {@return the memory from which {@link #offer} copies, of eight bytes at least} */
  MemorySegment message();

  /** Sends the first {@code length} bytes of {@link #message}; waits for room, or is false if there is none. */
  boolean offer(int length) throws IOException, InterruptedException;

  /**
   * Sends a message that {@code writer} writes in place; false if there is no room.
   *
   * @throws UnsupportedOperationException if the contender cannot
   */
  default boolean claim(MessageHandler writer, int length) throws IOException {
    throw new UnsupportedOperationException("this contender cannot write in place");
  }

  /**
   * Takes up to {@code limit} messages, in place; returns how many, or less than 0 when the other end has
   * closed. Waits for one, or does not.
   */
  int poll(MessageHandler handler, int limit) throws IOException, InterruptedException;

  /** Leaves. */
  @Override
  void close() throws IOException;
}
