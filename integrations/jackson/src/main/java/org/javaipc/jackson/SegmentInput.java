package org.javaipc.jackson;

import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/** Reads a message where it lies, each byte once: a peer may still be able to write there. */
final class SegmentInput extends InputStream {
  private final MemorySegment segment;
  private long position;
  private final long end;

  SegmentInput(MemorySegment segment, long offset, long length) {
    this.segment = segment;
    this.position = offset;
    this.end = offset + length;
  }

  @Override
  public int read() {
    return position == end ? -1 : segment.get(ValueLayout.JAVA_BYTE, position++) & 0xFF;
  }

  @Override
  public int read(byte[] into, int from, int count) {
    Objects.checkFromIndexSize(from, count, into.length);
    if (count == 0) {
      return 0;
    }
    int some = (int) Math.min(count, end - position);
    if (some == 0) {
      return -1;
    }
    MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, position, into, from, some);
    position += some;
    return some;
  }
}
