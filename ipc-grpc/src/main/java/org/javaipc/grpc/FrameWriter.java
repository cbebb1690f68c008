package org.javaipc.grpc;

import io.grpc.InternalMetadata;
import io.grpc.Metadata;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Frames that go out together, in one message of the connection. For one thread at a time. */
final class FrameWriter {
  private byte[] bytes = new byte[512];
  private MemorySegment segment = MemorySegment.ofArray(bytes);
  private int length;

  int length() {
    return length;
  }

  /** {@return the memory that holds the frames, from 0 to {@link #length}} */
  MemorySegment segment() {
    return segment;
  }

  byte[] copy() {
    return Arrays.copyOf(bytes, length);
  }

  void clear() {
    length = 0;
  }

  /** Appends the head of a frame, whose payload follows. */
  void head(int type, int flags, long stream, int payload) {
    reserve(Frames.HEAD);
    segment.set(Frames.INT, length, type | flags << 8);
    segment.set(Frames.INT, length + 4L, payload);
    segment.set(Frames.LONG, length + 8L, stream);
    length += Frames.HEAD;
  }

  void putInt(int value) {
    reserve(Integer.BYTES);
    segment.set(Frames.INT, length, value);
    length += Integer.BYTES;
  }

  void putBytes(byte[] source, int offset, int count) {
    reserve(count);
    System.arraycopy(source, offset, bytes, length, count);
    length += count;
  }

  void putString(String text) {
    putBlock(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Appends names and values as gRPC writes them on a wire, so that binary values are what they are there. */
  void putMetadata(Metadata metadata) {
    byte[][] blocks = InternalMetadata.serialize(metadata);
    int count = blocks == null ? 0 : blocks.length;
    putInt(count);
    for (int i = 0; i < count; i++) {
      putBlock(blocks[i]);
    }
  }

  private void putBlock(byte[] block) {
    putInt(block.length);
    putBytes(block, 0, block.length);
  }

  private void reserve(int more) {
    if (more > bytes.length - length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, Math.addExact(length, more)));
      segment = MemorySegment.ofArray(bytes);
    }
  }
}
