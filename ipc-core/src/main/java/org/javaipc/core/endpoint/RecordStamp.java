package org.javaipc.core.endpoint;

/**
 * The eight bytes before each record, by which a producer publishes it.
 *
 * <pre>
 *  63                              32  31  30  29                         0
 * +----------------------------------+---+---+------------------------------+
 * | position / 8, low 32 bits        | 1 |pad| length in bytes              |
 * +----------------------------------+---+---+------------------------------+
 * </pre>
 *
 * <p>Bit 31 is always set, so a stamp is never 0; 0 means that nothing is published there yet. The position makes
 * stamps of different laps and places differ.
 */
public final class RecordStamp {
  /** Size of a stamp in bytes; records begin at multiples of it. */
  public static final int LENGTH = 8;

  /** The value where nothing is published. */
  public static final long NONE = 0;

  /** The greatest length that a stamp can hold. */
  public static final long MAX_LENGTH = (1L << 30) - 1;

  private static final long PUBLISHED = 1L << 31;
  private static final long PADDING = 1L << 30;

  private static final long END_OF_POSITIONS = 1L << 62;

  private RecordStamp() {}

  /**
   * {@return whether a record can begin at a position} The limit is beyond the reach of any lane, and keeps sums of
   * positions and lengths from overflowing.
   *
   * @param position in bytes
   */
  public static boolean isPosition(long position) {
    return position >= 0 && position < END_OF_POSITIONS && position % LENGTH == 0;
  }

  /**
   * {@return the stamp of a message}
   *
   * @param position where its record begins, in bytes
   * @param length of the message in bytes
   */
  public static long message(long position, long length) {
    return place(position) | length;
  }

  /**
   * {@return the stamp of bytes to skip}
   *
   * @param position where the record begins, in bytes
   * @param length of what follows the stamp, in bytes
   */
  public static long padding(long position, long length) {
    return place(position) | PADDING | length;
  }

  private static long place(long position) {
    return position >>> 3 << 32 | PUBLISHED;
  }

  /**
   * {@return whether a stamp was made for a position}
   *
   * @param stamp to look at
   * @param position in bytes
   */
  public static boolean isOf(long stamp, long position) {
    return ((stamp ^ place(position)) & ~(PADDING | MAX_LENGTH)) == 0;
  }

  /**
   * {@return whether a stamp is that of bytes to skip}
   *
   * @param stamp to look at
   */
  public static boolean isPadding(long stamp) {
    return (stamp & PADDING) != 0;
  }

  /**
   * {@return the length in bytes in a stamp}
   *
   * @param stamp to look at
   */
  public static long length(long stamp) {
    return stamp & MAX_LENGTH;
  }

  /**
   * {@return the bytes that a record takes: stamp and message, up to the next stamp}
   *
   * @param length of the message in bytes
   */
  public static long recordLength(long length) {
    return (LENGTH + length + LENGTH - 1) & -LENGTH;
  }
}
