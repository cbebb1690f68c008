package org.javaipc;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Floating-point numbers of 64 bits. */
final class Float64Codec implements Codec<Double> {
  static final Float64Codec INSTANCE = new Float64Codec();

  private static final ValueLayout.OfDouble LAYOUT =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Float64Codec() {}

  @Override
  public String type() {
    return "float64-le";
  }

  @Override
  public long sizeBound(Double value) {
    return Double.BYTES;
  }

  @Override
  public long encode(Double value, MemorySegment segment, long offset, long room) {
    if (room >= Double.BYTES) {
      segment.set(LAYOUT, offset, value);
    }
    return Double.BYTES;
  }

  @Override
  public Double decode(MemorySegment segment, long offset, long length) throws IOException {
    if (length != Double.BYTES) {
      throw new IOException("its length is " + length + " bytes, not " + Double.BYTES);
    }
    return segment.get(LAYOUT, offset);
  }

  @Override
  public String toString() {
    return type();
  }
}
