package org.javaipc.spring;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.javaipc.Codec;
import org.javaipc.MalformedMessageException;

/** Makes a method's argument of a message. */
@FunctionalInterface
interface MessageReader {
  Object read(MemorySegment segment, long offset, long length) throws IOException;

  static MessageReader ofBytes() {
    return MessageReader::copy;
  }

  static MessageReader ofText() {
    return (segment, offset, length) ->
        new String(copy(segment, offset, length), StandardCharsets.UTF_8);
  }

  static MessageReader inPlace() {
    return (segment, offset, length) -> segment.asSlice(offset, length);
  }

  static MessageReader of(Codec<?> codec, String channel) {
    return (segment, offset, length) -> {
      try {
        return codec.decode(segment, offset, length);
      } catch (IOException | RuntimeException e) {
        throw new MalformedMessageException(channel, codec.type(), length, e);
      }
    };
  }

  static byte[] copy(MemorySegment segment, long offset, long length) {
    byte[] copy = new byte[Math.toIntExact(length)];
    MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, offset, copy, 0, copy.length);
    return copy;
  }
}
