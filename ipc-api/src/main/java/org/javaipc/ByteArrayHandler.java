package org.javaipc;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/** Keeps a copy of the last message. */
final class ByteArrayHandler implements MessageHandler {
  private byte @Nullable [] message;

  @Override
  public void onMessage(MemorySegment segment, long offset, long length) {
    byte[] copy = new byte[Math.toIntExact(length)];
    MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, offset, copy, 0, copy.length);
    message = copy;
  }

  /** {@return the last message, which is then forgotten; null if there was none} */
  byte @Nullable [] message() {
    byte[] last = message;
    message = null;
    return last;
  }
}
