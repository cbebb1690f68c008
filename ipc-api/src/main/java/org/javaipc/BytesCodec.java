package org.javaipc;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Arrays as they are. */
final class BytesCodec implements Codec<byte[]> {
  static final BytesCodec INSTANCE = new BytesCodec();

  private BytesCodec() {}

  @Override
  public String type() {
    return "bytes";
  }

  @Override
  public long sizeBound(byte[] value) {
    return value.length;
  }

  @Override
  public long encode(byte[] value, MemorySegment segment, long offset, long room) {
    if (value.length <= room) {
      MemorySegment.copy(value, 0, segment, ValueLayout.JAVA_BYTE, offset, value.length);
    }
    return value.length;
  }

  @Override
  public byte[] decode(MemorySegment segment, long offset, long length) {
    byte[] value = new byte[Math.toIntExact(length)];
    MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, offset, value, 0, value.length);
    return value;
  }

  @Override
  public String toString() {
    return type();
  }
}
