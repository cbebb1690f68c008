package org.javaipc;

import java.lang.foreign.MemorySegment;

/** Takes the messages that a {@link Receiver} has, one call each, on the receiving thread. */
@FunctionalInterface
public interface MessageHandler {
  /**
   * Takes one message. It counts as received whether this method returns or throws; what it throws
   * reaches the caller of {@code poll} or {@code receive}.
   *
   * <p>The bytes are read-only and may lie in memory that the peer can still write: read each once,
   * or copy them before checking and using them, if the peer is not trusted. On memory that is
   * shared, do not hand the segment to checksums or compressors of the JDK ({@code CRC32}, {@code
   * Adler32}, {@code Deflater}), whose machine code does not survive a mapped file that is cut
   * short; run them on a copy.
   *
   * @param segment that holds the message; valid during this call only
   * @param offset of the message in the segment, in bytes
   * @param length of the message in bytes, 0 to {@code maxMessage}
   */
  void onMessage(MemorySegment segment, long offset, long length);
}
