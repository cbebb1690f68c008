package org.javaipc.protobuf;

import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/** Writes to a segment from its beginning. */
final class SegmentOutput extends OutputStream {
  private final MemorySegment segment;
  private long position;

  SegmentOutput(MemorySegment segment) {
    this.segment = segment;
  }

  @Override
  public void write(int value) {
    segment.set(ValueLayout.JAVA_BYTE, position, (byte) value);
    position++;
  }

  @Override
  public void write(byte[] bytes, int from, int count) {
    Objects.checkFromIndexSize(from, count, bytes.length);
    MemorySegment.copy(bytes, from, segment, ValueLayout.JAVA_BYTE, position, count);
    position += count;
  }
}
