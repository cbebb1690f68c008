package org.javaipc;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Integers of 32 bits. */
final class Int32Codec implements Codec<Integer> {
  static final Int32Codec INSTANCE = new Int32Codec();

  private static final ValueLayout.OfInt LAYOUT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Int32Codec() {}

  @Override
  public String type() {
    return "int32-le";
  }

  @Override
  public long sizeBound(Integer value) {
    return Integer.BYTES;
  }

  @Override
  public long encode(Integer value, MemorySegment segment, long offset, long room) {
    if (room >= Integer.BYTES) {
      segment.set(LAYOUT, offset, value);
    }
    return Integer.BYTES;
  }

  @Override
  public Integer decode(MemorySegment segment, long offset, long length) throws IOException {
    if (length != Integer.BYTES) {
      throw new IOException("its length is " + length + " bytes, not " + Integer.BYTES);
    }
    return segment.get(LAYOUT, offset);
  }

  @Override
  public String toString() {
    return type();
  }
}
