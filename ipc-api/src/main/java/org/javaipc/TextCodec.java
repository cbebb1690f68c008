package org.javaipc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/** Text as UTF-8, and nothing that is not exactly that. */
final class TextCodec implements Codec<String> {
  static final TextCodec INSTANCE = new TextCodec();

  private static final char REPLACEMENT = '\uFFFD';

  private TextCodec() {}

  @Override
  public String type() {
    return "utf-8";
  }

  @Override
  public long sizeBound(String value) {
    long size = value.length();
    for (int i = 0; i < value.length(); i++) {
      char unit = value.charAt(i);
      if (Character.isSurrogate(unit)) {
        i++;
        if (i == value.length() || !Character.isSurrogatePair(unit, value.charAt(i))) {
          throw new IllegalArgumentException(
              "the text has a lone surrogate at index=" + (i - 1) + ", which UTF-8 cannot encode");
        }
        size += 2; // two units, four bytes
      } else if (unit >= 0x800) {
        size += 2;
      } else if (unit >= 0x80) {
        size += 1;
      }
    }
    return size;
  }

  @Override
  public long encode(String value, MemorySegment segment, long offset, long room) {
    return BytesCodec.INSTANCE.encode(value.getBytes(UTF_8), segment, offset, room);
  }

  @Override
  public String decode(MemorySegment segment, long offset, long length) throws IOException {
    byte[] bytes = BytesCodec.INSTANCE.decode(segment, offset, length);
    String value = new String(bytes, UTF_8);
    // Where it stands, it was either sent or put in the place of what is not UTF-8.
    return value.indexOf(REPLACEMENT) < 0 ? value : strictly(bytes);
  }

  private static String strictly(byte[] bytes) throws IOException {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IOException("it is not UTF-8", e);
    }
  }

  @Override
  public String toString() {
    return type();
  }
}
