package org.javaipc;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * Writes values of a type as messages, and reads values from messages, in place. {@link TypedSender},
 * {@link TypedReceiver} and {@link TypedConnection} are opened with one.
 *
 * <p>There are codecs for {@linkplain #bytes bytes}, {@linkplain #text text} and numbers here; the modules {@code
 * ipc-jackson} and {@code ipc-protobuf} have more. One of your own, for records of a fixed size, allocates nothing
 * when it writes:
 *
 * <pre>{@code
 * record Quote(long id, double price) {}
 *
 * final class QuoteCodec implements Codec<Quote> {
 *   public String type() {
 *     return "com.acme.Quote/1";
 *   }
 *
 *   public long sizeBound(Quote quote) {
 *     return 16;
 *   }
 *
 *   public long encode(Quote quote, MemorySegment segment, long offset, long room) {
 *     if (room >= 16) {
 *       segment.set(ID, offset, quote.id()); // layouts of little-endian order, unaligned
 *       segment.set(PRICE, offset + 8, quote.price());
 *     }
 *     return 16;
 *   }
 *
 *   public Quote decode(MemorySegment segment, long offset, long length) throws IOException {
 *     if (length != 16) {
 *       throw new IOException("length=" + length + " is not 16");
 *     }
 *     return new Quote(segment.get(ID, offset), segment.get(PRICE, offset + 8));
 *   }
 * }
 * }</pre>
 *
 * <p>Several threads may use a codec at once.
 *
 * @param <T> the values; never null
 */
public interface Codec<T> {
  /** What {@link #sizeBound} returns if the size is known only after encoding. */
  long UNKNOWN = -1;

  /**
   * {@return the name of the type and its form, such as {@code com.acme.Order/json}} Both ends of a channel must
   * agree on it, and one that states another is refused with a {@link TypeMismatchException}: give it a version when the form changes in a way that older peers cannot read. 1 to 100 printable
   * ASCII characters without a space, {@code &} and {@code =}.
   */
  String type();

  /**
   * {@return the most bytes that a value takes as a message; {@link #UNKNOWN} if only encoding can tell} A value with
   * a bound is encoded directly into the channel's memory; others go through a buffer of the sender.
   *
   * @param value to be encoded
   * @throws IllegalArgumentException if the value cannot be encoded
   */
  default long sizeBound(T value) {
    return UNKNOWN;
  }

  /**
   * Writes a value. What does not fit is not an error: this method returns how much room it takes and is called again
   * with more, unless that is more than the channel's longest message.
   *
   * @param value to encode
   * @param segment to write to, on the heap or native; nothing outside of the room is written
   * @param offset of the room in the segment, in bytes
   * @param room in bytes
   * @return the length of the message in bytes; if it is over {@code room}, the value does not fit, what was written is
   *     ignored, and the number is the length or, if that is not known, {@code room + 1}
   * @throws IllegalArgumentException if the value cannot be encoded; nothing is sent
   */
  long encode(T value, MemorySegment segment, long offset, long room);

  /**
   * Reads a value.
   *
   * <p>The bytes may lie in memory that the peer can still write, as {@link MessageHandler#onMessage} says: read each once,
   * or copy them first, if the peer is not trusted.
   *
   * @param segment that holds the message; valid during this call only
   * @param offset of the message in the segment, in bytes
   * @param length of the message in bytes; all of them belong to the value
   * @return the value, never null
   * @throws IOException if the bytes are not such a value; the receiver reports this, and whatever runtime exception this
   *     method throws, as a {@link MalformedMessageException}
   */
  T decode(MemorySegment segment, long offset, long length) throws IOException;

  /** {@return a codec of arrays, whose bytes are the message; its type is {@code bytes}} */
  static Codec<byte[]> bytes() {
    return BytesCodec.INSTANCE;
  }

  /**
   * {@return a codec of text as UTF-8; its type is {@code utf-8}} It refuses lone surrogates, and bytes that are not UTF-8.
   */
  static Codec<String> text() {
    return TextCodec.INSTANCE;
  }

  /** {@return a codec of 32-bit integers in little-endian order; its type is {@code int32-le}} */
  static Codec<Integer> int32() {
    return Int32Codec.INSTANCE;
  }

  /** {@return a codec of 64-bit integers in little-endian order; its type is {@code int64-le}} */
  static Codec<Long> int64() {
    return Int64Codec.INSTANCE;
  }

  /** {@return a codec of 64-bit floating-point numbers in little-endian order; its type is {@code float64-le}} */
  static Codec<Double> float64() {
    return Float64Codec.INSTANCE;
  }
}
