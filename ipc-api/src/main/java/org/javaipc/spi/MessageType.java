package org.javaipc.spi;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.javaipc.Address;
import org.javaipc.CorruptChannelException;
import org.javaipc.TypeMismatchException;

/**
 * The type of a channel's messages, {@code type=} in an address: its spelling, its layout in the memory of a channel,
 * and the comparison of the types of two ends. In memory it consists of its length, a little-endian {@code int}, and
 * its letters in ASCII; the length 0 means that no type was stated.
 */
public final class MessageType {
  /** Most letters of a type. */
  public static final int MAX_LENGTH = 100;

  /** Bytes that a type takes in memory. */
  public static final int SIZE = Integer.BYTES + MAX_LENGTH;

  /** What a type is, for messages. */
  static final String FORM =
      "1 to " + MAX_LENGTH + " printable ASCII characters without a space, '&' and '='";

  private static final Pattern TYPE = Pattern.compile("[!-~&&[^&=]]{1," + MAX_LENGTH + "}");

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private MessageType() {}

  /**
   * {@return whether a text is a type}
   *
   * @param text to look at
   */
  public static boolean isValid(String text) {
    return TYPE.matcher(text).matches();
  }

  /**
   * Writes the type that the creating end states, before others can join.
   *
   * @param region of the channel
   * @param offset where {@value #SIZE} bytes are the type's, in bytes
   * @param type that it states; empty for none
   */
  public static void write(MemorySegment region, long offset, Optional<String> type) {
    byte[] letters = type.orElse("").getBytes(StandardCharsets.US_ASCII);
    MemorySegment.copy(
        letters, 0, region, ValueLayout.JAVA_BYTE, offset + Integer.BYTES, letters.length);
    VarHandle.releaseFence(); // a killed writer leaves all of it or none
    region.set(INT, offset, letters.length);
  }

  /**
   * {@return the type in a channel's memory; empty for none}
   *
   * @param region of the channel, which any process may have written
   * @param offset where {@value #SIZE} bytes are the type's, in bytes
   * @param name of the object, for messages
   * @throws CorruptChannelException if it is not a type
   */
  public static Optional<String> read(MemorySegment region, long offset, String name)
      throws CorruptChannelException {
    int length = region.get(INT, offset);
    if (length == 0) {
      return Optional.empty();
    }
    if (length > 0 && length <= MAX_LENGTH) {
      byte[] letters = new byte[length];
      MemorySegment.copy(region, ValueLayout.JAVA_BYTE, offset + Integer.BYTES, letters, 0, length);
      String type = new String(letters, StandardCharsets.ISO_8859_1);
      if (isValid(type)) {
        return Optional.of(type);
      }
    }
    throw new CorruptChannelException(
        name + ": its header is damaged: the type of its messages is not " + FORM);
  }

  /**
   * Compares the type that an end states with that of the channel. An end that states none agrees with all.
   *
   * @param address of this end
   * @param stated by this end
   * @param actual type of the channel
   * @throws TypeMismatchException if they are different types
   */
  public static void check(Address address, Optional<String> stated, Optional<String> actual)
      throws TypeMismatchException {
    if (stated.isPresent() && actual.isPresent() && !stated.equals(actual)) {
      throw new TypeMismatchException(address, stated.get(), actual.get());
    }
  }
}
