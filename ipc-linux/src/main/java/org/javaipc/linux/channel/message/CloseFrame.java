package org.javaipc.linux.channel.message;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * What a side of a connection sends at last, so that its closing is told from its death: the kernel ends
 * the stream alike. A frame whose length no message has.
 *
 * <pre>
 *  0 length -1    4 {@code IPCclose}
 * </pre>
 */
public final class CloseFrame {
  /** In the place of a message's length. */
  static final int MARK = -1;

  /** {@code IPCclose} in memory: also a message that happens to end so is hardly ever sent. */
  public static final long WORD = 0x6573_6f6c_6343_5049L;

  static final long BYTES = Integer.BYTES + Long.BYTES;

  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private CloseFrame() {}

  /** {@return whether a piece of a stream ends in it, as far as its last eight bytes say} */
  static boolean ends(MemorySegment piece) {
    long before = piece.byteSize() - Long.BYTES;
    return before >= 0 && piece.get(LONG, before) == WORD;
  }

  static void write(MemorySegment to) {
    to.set(StreamSource.LENGTH, 0, MARK);
    to.set(LONG, Integer.BYTES, WORD);
  }

  /** {@return whether it lies there} */
  static boolean isAt(MemorySegment segment, long offset) {
    return segment.get(StreamSource.LENGTH, offset) == MARK
        && segment.get(LONG, offset + Integer.BYTES) == WORD;
  }
}
