package org.javaipc.mq;

import java.lang.foreign.MemorySegment;

/** Takes a message of a {@link PosixMessageQueue}. */
@FunctionalInterface
public interface PosixMessageHandler {
  /**
   * Takes a message.
   *
   * @param priority of the message, 0 to 32767
   * @param segment that holds it, valid during the call only
   * @param offset of the message in the segment, in bytes
   * @param length of the message in bytes
   */
  void onMessage(int priority, MemorySegment segment, long offset, long length);
}
