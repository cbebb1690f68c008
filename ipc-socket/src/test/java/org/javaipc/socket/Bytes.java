package org.javaipc.socket;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** Texts as what sockets carry. */
final class Bytes {
  private Bytes() {}

  static MemorySegment of(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    MemorySegment segment = room(bytes.length);
    MemorySegment.copy(bytes, 0, segment, ValueLayout.JAVA_BYTE, 0, bytes.length);
    return segment;
  }

  static MemorySegment room(long size) {
    return Arena.ofAuto().allocate(Math.max(1, size)).asSlice(0, size);
  }

  static String text(MemorySegment segment, long length) {
    return new String(
        segment.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
  }

  /** Reads exactly so many bytes; {@return them as text}. */
  static String read(UnixSocket socket, int length) throws Exception {
    MemorySegment all = room(length);
    for (long done = 0; done < length; ) {
      long read = socket.read(all.asSlice(done));
      if (read < 0) {
        throw new AssertionError("the stream ended after " + done + " of " + length + " bytes");
      }
      done += read;
    }
    return text(all, length);
  }
}
