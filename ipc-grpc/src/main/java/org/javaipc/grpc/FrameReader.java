package org.javaipc.grpc;

import io.grpc.InternalMetadata;
import io.grpc.Metadata;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The payload of one frame, copied before anything of it is believed. */
final class FrameReader {
  private final byte[] payload;
  private final MemorySegment segment;
  private int position;

  FrameReader(byte[] payload) {
    this.payload = payload;
    this.segment = MemorySegment.ofArray(payload);
  }

  int readInt() throws MalformedFrameException {
    require(Integer.BYTES);
    int value = segment.get(Frames.INT, position);
    position += Integer.BYTES;
    return value;
  }

  String readString() throws MalformedFrameException {
    return new String(readBlock(), StandardCharsets.UTF_8);
  }

  /** {@return the rest as text} */
  String readRest() {
    return new String(payload, position, payload.length - position, StandardCharsets.UTF_8);
  }

  Metadata readMetadata() throws MalformedFrameException {
    int count = readInt();
    // Each block takes 4 bytes at least, so a count that memory could not hold is refused first.
    if (count < 0 || count % 2 != 0 || count > (payload.length - position) / Integer.BYTES) {
      throw new MalformedFrameException(
          "malformed metadata: count=" + count + " payload=" + payload.length);
    }
    byte[][] blocks = new byte[count][];
    for (int i = 0; i < count; i++) {
      blocks[i] = readBlock();
    }
    return InternalMetadata.newMetadata(blocks);
  }

  private byte[] readBlock() throws MalformedFrameException {
    int length = readInt();
    require(length);
    position += length;
    return Arrays.copyOfRange(payload, position - length, position);
  }

  private void require(int length) throws MalformedFrameException {
    if (length < 0 || length > payload.length - position) {
      throw new MalformedFrameException(
          "malformed payload: length=" + length + " at=" + position + " payload=" + payload.length);
    }
  }
}
