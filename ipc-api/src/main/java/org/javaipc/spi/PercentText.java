package org.javaipc.spi;

import java.io.ByteArrayOutputStream;
import org.javaipc.InvalidAddressException;

/**
 * How an address spells names that other programs chose, which may be any bytes: {@code %} and two hexadecimal digits
 * stand for a byte that an address cannot contain. A percent sign is {@code %25}, a zero byte {@code %00}.
 */
public final class PercentText {
  private static final int DIGITS = 2;
  private static final int HEX = 16;
  private static final char FIRST_ESCAPED_BYTE = '\uDC80'; // as NativeText has it
  private static final char LAST_ESCAPED_BYTE = '\uDCFF';

  private PercentText() {}

  /**
   * {@return the name that a text spells, as {@link NativeText} has it}
   *
   * @param text with escapes
   * @throws InvalidAddressException if a percent sign is not followed by two hexadecimal digits
   */
  public static String decode(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    int at = 0;
    while (at < text.length()) {
      int percent = text.indexOf('%', at);
      int end = percent < 0 ? text.length() : percent;
      bytes.writeBytes(NativeText.encode(text.substring(at, end)));
      if (percent >= 0) {
        bytes.write(escaped(text, percent + 1));
        end = percent + 1 + DIGITS;
      }
      at = end;
    }
    return NativeText.decode(bytes.toByteArray());
  }

  private static int escaped(String text, int at) {
    int high = at < text.length() ? Character.digit(text.charAt(at), HEX) : -1;
    int low = at + 1 < text.length() ? Character.digit(text.charAt(at + 1), HEX) : -1;
    if (high < 0 || low < 0) {
      throw new InvalidAddressException(
          "name '%s': a percent sign is followed by two hexadecimal digits; write %%25 for the sign"
              .formatted(text.replaceAll("\\p{Cc}", "?")));
    }
    return high * HEX + low;
  }

  /**
   * {@return the text that spells a name: without question marks, control characters, and bytes that are
   * not text}
   *
   * @param name as {@link NativeText} has it
   */
  public static String encode(String name) {
    StringBuilder text = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c >= FIRST_ESCAPED_BYTE && c <= LAST_ESCAPED_BYTE && !isLow(name, i)) {
        text.append(escape(c & 0xFF));
      } else if (c == '%' || c == '?' || Character.isISOControl(c)) {
        for (byte b : NativeText.encode(String.valueOf(c))) {
          text.append(escape(b & 0xFF));
        }
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  /** {@return whether a character is the second half of one that takes two} */
  private static boolean isLow(String name, int at) {
    return at > 0 && Character.isHighSurrogate(name.charAt(at - 1));
  }

  private static String escape(int value) {
    return "%%%02X".formatted(value);
  }
}
