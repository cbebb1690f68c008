package org.javaipc.jackson;

import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/** Writes to room in a segment; what does not fit is only counted. */
final class CountingOutput extends OutputStream {
  private final MemorySegment segment;
  private final long offset;
  private final long room;
  private long length;

  CountingOutput(MemorySegment segment, long offset, long room) {
    this.segment = segment;
    this.offset = offset;
    this.room = room;
  }

  /** {@return how many bytes were given so far, written or not} */
  long length() {
    return length;
  }

  @Override
  public void write(int value) {
    if (length < room) {
      segment.set(ValueLayout.JAVA_BYTE, offset + length, (byte) value);
    }
    length++;
  }

  @Override
  public void write(byte[] bytes, int from, int count) {
    Objects.checkFromIndexSize(from, count, bytes.length);
    if (count <= room - length) {
      MemorySegment.copy(bytes, from, segment, ValueLayout.JAVA_BYTE, offset + length, count);
    }
    length += count;
  }
}
