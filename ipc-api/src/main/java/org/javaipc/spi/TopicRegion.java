package org.javaipc.spi;

import org.javaipc.IpcException;

/**
 * The memory that all ends of one topic share, as one of them has mapped it: publishers for writing, subscriptions for
 * reading only. It has no owner: {@link #close} removes it if this is its last user. No thread sleeps on its words.
 */
public interface TopicRegion extends SharedRegion {
  /**
   * Stores a word without using the mapping, which may be for reading only. A subscription tells all publishers
   * something in this way. A concurrent reader of the word may see a mixture of both values.
   *
   * @param offset of the word in bytes, a multiple of 8
   * @param value to store
   * @throws IpcException if the kernel refuses
   */
  void poke(long offset, long value) throws IpcException;
}
