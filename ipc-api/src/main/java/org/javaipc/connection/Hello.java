package org.javaipc.connection;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The message that a client sends to the welcome lane in order to connect.
 *
 * <pre>
 *  0 magic    8 version    12 ID, 20 letters of ASCII
 * </pre>
 *
 * <p>The ID has the same place in every version, so a server can answer any client that it is too new.
 *
 * @param version of the messages that the client understands
 * @param id of the connection that the client asks for
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

  /**
   * {@return the hello in a message; null if the message is not a hello} The message is not trusted: any process may
   * have written it.
   */
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
