package org.javaipc.mq;

import java.nio.charset.StandardCharsets;

/**
 * A message of a {@link SystemVMessageQueue}.
 *
 * @param type greater than 0
 * @param bytes of the message; the array is not copied
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier for a moment, compared by nobody
public record SystemVMessage(long type, byte[] bytes) {
  /** {@return the bytes as UTF-8} */
  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "type=" + type + " length=" + bytes.length;
  }
}
