package org.javaipc;

import java.lang.foreign.MemorySegment;

/**
 * Memory of a sender's own, into which a value is encoded whose size is not known beforehand, or which has to wait for
 * room. It grows as values need it, up to the longest message. It belongs to the thread that made it, so that the call of another one, which the sender
 * refuses, changes nothing of a value that waits.
 */
final class EncodingBuffer {
  private static final int FIRST_SIZE = 256;

  /** Longest array that a JVM makes. */
  private static final long LONGEST_ARRAY = Integer.MAX_VALUE - 8L;

  private final Thread user = Thread.currentThread();
  private MemorySegment segment = MemorySegment.ofArray(new byte[0]);

  /** {@return whether it belongs to this thread} */
  @SuppressWarnings("ReferenceEquality") // a subclass may call two threads equal
  boolean isOfThisThread() {
    return user == Thread.currentThread();
  }

  /** {@return where the value was encoded, from offset 0} */
  MemorySegment segment() {
    return segment;
  }

  /**
   * Encodes a value.
   *
   * @return its length in bytes
   * @throws MessageTooLongException if it is over the longest message of its channel
   */
  <T> long encode(Codec<T> codec, T value, Sender sender) throws MessageTooLongException {
    long limit = Math.min(sender.maxMessage(), LONGEST_ARRAY);
    if (segment.byteSize() == 0) {
      grow(Math.max(codec.sizeBound(value), FIRST_SIZE), limit);
    }
    while (true) {
      long room = Math.min(segment.byteSize(), limit);
      long length = codec.encode(value, segment, 0, room);
      if (length <= room) {
        return length;
      }
      if (length > limit) {
        throw new MessageTooLongException(sender.address().toString(), length, limit);
      }
      grow(Math.max(length, 2 * room), limit);
    }
  }

  private void grow(long size, long limit) {
    segment = MemorySegment.ofArray(new byte[(int) Math.min(size, limit)]);
  }
}
