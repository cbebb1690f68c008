package org.javaipc.spi;

import org.javaipc.IpcException;

/**
 * The memory that all ends of one topic share, mapped by one of them: for writing by publishers, for reading alone by
 * subscriptions. It belongs to nobody: {@link #close} takes it away if this is its last user. Nobody sleeps on its words.
 */
public interface TopicRegion extends SharedRegion {
  /**
   * Stores a word without the mapping, which may be for reading alone: what a subscription has to say to all publishers.
   * A reader of the word may meanwhile see a mixture of both values.
   *
   * @param offset of the word in bytes, a multiple of 8
   * @param value to store
   * @throws IpcException if the kernel refuses
   */
  void poke(long offset, long value) throws IpcException;
}
