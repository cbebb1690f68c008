package org.javaipc.netty;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A range of a segment as a JDK buffer, so that copying to and from Netty's buffers allocates nothing. The ends of a
 * connection pass the same segment each time, so the buffer over it is kept.
 */
final class BufferView {
  private @Nullable MemorySegment seen;
  private @Nullable ByteBuffer whole;

  /** {@return the range, from position to limit; valid until the next call} */
  ByteBuffer of(MemorySegment segment, long offset, long length) {
    if (segment.byteSize() > Integer.MAX_VALUE) {
      return segment.asSlice(offset, length).asByteBuffer();
    }
    ByteBuffer view = whole;
    if (view == null || !segment.equals(seen)) {
      view = segment.asByteBuffer();
      whole = view;
      seen = segment;
    }
    return view.limit((int) (offset + length)).position((int) offset);
  }
}
