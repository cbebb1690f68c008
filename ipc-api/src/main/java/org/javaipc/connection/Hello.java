package org.javaipc.connection;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a client that wants to connect puts into the welcome lane.
 *
 * <pre>
 *  0 magic    8 version    12 ID, 20 letters of ASCII
 * </pre>
 *
 * <p>The ID keeps its place in every version, so that a server can tell any client that it is too new.
 *
 * @param version of the messages that the client understands
 * @param id of the connection to be
 */
record Hello(int version, String id) {
  static final int VERSION = 1;
  static final int LENGTH = 12 + Lanes.ID_LENGTH;

  /** The number with which each message begins: {@code IPChello}. */
  private static final long MAGIC = 0x6f6c_6c65_6843_5049L;

  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  MemorySegment encode() {
    MemorySegment message = MemorySegment.ofArray(new byte[LENGTH]);
    message.set(LONG, 0, MAGIC);
    message.set(INT, 8, version);
    byte[] letters = id.getBytes(StandardCharsets.US_ASCII);
    MemorySegment.copy(letters, 0, message, ValueLayout.JAVA_BYTE, 12, letters.length);
    return message;
  }

  /** {@return what a message says; null if it is not a hello; anyone may have written it} */
  static @Nullable Hello decode(MemorySegment segment, long offset, long length) {
    if (length < LENGTH || segment.get(LONG, offset) != MAGIC) {
      return null;
    }
    byte[] letters = new byte[Lanes.ID_LENGTH];
    MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, offset + 12, letters, 0, letters.length);
    String id = new String(letters, StandardCharsets.US_ASCII);
    int version = segment.get(INT, offset + 8);
    return version > 0 && Lanes.isId(id) ? new Hello(version, id) : null;
  }
}
