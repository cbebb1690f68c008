package org.javaipc.opentelemetry;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * A message without its header, in place or copied.
 *
 * @param header of the message; null if it had none
 */
record Message(@Nullable TraceHeader header, MemorySegment segment, long offset, long length) {
  /** {@return what was received, taken apart} The header is copied first: a peer may still write there. */
  static Message inPlace(MemorySegment segment, long offset, long length) {
    byte[] start = new byte[(int) Math.min(length, TraceHeader.MAX_LENGTH)];
    MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, offset, start, 0, start.length);
    TraceHeader header = TraceHeader.decode(start, length);
    int skipped = header == null ? 0 : header.length();
    return new Message(header, segment, offset + skipped, length - skipped);
  }

  Message copied() {
    return new Message(header, MemorySegment.ofArray(bytes()), 0, length);
  }

  byte[] bytes() {
    byte[] copy = new byte[Math.toIntExact(length)];
    MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, offset, copy, 0, copy.length);
    return copy;
  }
}
