package org.javaipc.mq;

import java.nio.charset.StandardCharsets;

/**
 * A message of a {@link PosixMessageQueue}.
 *
 * @param priority 0 to 32767
 * @param bytes of the message; the array is not copied
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier for a moment, compared by nobody
public record PosixMessage(int priority, byte[] bytes) {
  /** {@return the bytes as UTF-8} */
  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "priority=" + priority + " length=" + bytes.length;
  }
}
