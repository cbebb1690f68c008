package org.javaipc.mq;

import java.lang.foreign.MemorySegment;

/** Takes a message of a {@link SystemVMessageQueue}. */
@FunctionalInterface
public interface SystemVMessageHandler {
  /**
   * Takes a message.
   *
   * @param type of the message, greater than 0
   * @param segment that holds it, valid during the call only
   * @param offset of the message in the segment, in bytes
   * @param length of the message in bytes
   */
  void onMessage(long type, MemorySegment segment, long offset, long length);
}
