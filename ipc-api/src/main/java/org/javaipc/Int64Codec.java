package org.javaipc;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Integers of 64 bits. */
final class Int64Codec implements Codec<Long> {
  static final Int64Codec INSTANCE = new Int64Codec();

  private static final ValueLayout.OfLong LAYOUT =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Int64Codec() {}

  @Override
  public String type() {
    return "int64-le";
  }

  @Override
  public long sizeBound(Long value) {
    return Long.BYTES;
  }

  @Override
  public long encode(Long value, MemorySegment segment, long offset, long room) {
    if (room >= Long.BYTES) {
      segment.set(LAYOUT, offset, value);
    }
    return Long.BYTES;
  }

  @Override
  public Long decode(MemorySegment segment, long offset, long length) throws IOException {
    if (length != Long.BYTES) {
      throw new IOException("its length is " + length + " bytes, not " + Long.BYTES);
    }
    return segment.get(LAYOUT, offset);
  }

  @Override
  public String toString() {
    return type();
  }
}
