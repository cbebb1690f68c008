package org.javaipc.core.membership;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.javaipc.Address;
import org.javaipc.IpcException;
import org.javaipc.core.endpoint.Fields;
import org.javaipc.core.endpoint.RegionFields;
import org.javaipc.core.endpoint.SleepWord;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.MessageType;

/**
 * The header with which the shared memory of every channel starts, whatever carries the messages: its limits, its
 * receiver, and whether senders may join. Little-endian. Fields with different writers are two cache lines apart.
 *
 * <pre>
 * +------+--------------------------------+
 * |    0 | magic                          |
 * |    8 | version                        |
 * |   12 | header length                  |
 * |   16 | capacity                       |
 * |   24 | maxMessage                     |
 * |   32 | slots for senders              |
 * |   36 | flags                          |
 * |   40 | receiver's process slot        |
 * +------+--------------------------------+
 * |  128 | receiver's sleep word          |
 * |  132 | state                          |
 * |  136 | term of the receiver           |
 * |  140 | last term that was closed      |
 * +------+--------------------------------+
 * |  256 | changes of membership          |
 * |  264 | type of the messages           |
 * |  384 | senders that died              |
 * +------+--------------------------------+
 * </pre>
 */
public final class ChannelHeader {
  /** Bytes between fields of different writers: two cache lines, as processors fetch pairs. */
  public static final long LINES = 128;

  public static final long MAGIC_OFFSET = 0;
  public static final long VERSION_OFFSET = MAGIC_OFFSET + Long.BYTES;
  public static final long HEADER_LENGTH_OFFSET = VERSION_OFFSET + Integer.BYTES;
  public static final long CAPACITY_OFFSET = HEADER_LENGTH_OFFSET + Integer.BYTES;
  public static final long MAX_MESSAGE_OFFSET = CAPACITY_OFFSET + Long.BYTES;
  public static final long SLOTS_OFFSET = MAX_MESSAGE_OFFSET + Long.BYTES;
  public static final long FLAGS_OFFSET = SLOTS_OFFSET + Integer.BYTES;
  public static final long RECEIVER_SLOT_OFFSET = FLAGS_OFFSET + Integer.BYTES;

  public static final long RECEIVER_WORD_OFFSET = LINES;
  public static final long STATE_OFFSET = RECEIVER_WORD_OFFSET + Integer.BYTES;
  static final long TERM_OFFSET = STATE_OFFSET + Integer.BYTES;

  /** The last term that a receiver closed; any other term that is over ended by its receiver's death. */
  private static final long CLOSED_TERM_OFFSET = TERM_OFFSET + Integer.BYTES;

  public static final long CHANGES_OFFSET = 2 * LINES;

  /** Written before senders can join; {@link MessageType#SIZE} bytes long. */
  private static final long TYPE_OFFSET = CHANGES_OFFSET + Long.BYTES;

  public static final long DIED_OFFSET = 3 * LINES;

  /** States of a channel: senders can join only while it is {@code OPEN}. */
  public static final int OPENING = 0;

  static final int OPEN = 1;

  public static final int ENDED = 2;
  static final int CLOSED = 3;

  private ChannelHeader() {}

  /** {@return the receiver's process slot; 0 if the region is too short to have one} */
  public static long receiverSlot(MemorySegment region) {
    return region.byteSize() < RECEIVER_SLOT_OFFSET + Long.BYTES
        ? 0
        : Fields.getLong(region, RECEIVER_SLOT_OFFSET);
  }

  /** Writes the type that a receiver states for its messages; a receiver that states none keeps its predecessor's. */
  public static void putType(MemorySegment region, Optional<String> type) {
    if (type.isPresent()) {
      MessageType.write(region, TYPE_OFFSET, type);
    }
  }

  /**
   * Compares the type that an end states with that of the channel.
   *
   * @param name of the region, for messages
   */
  public static void checkType(
      MemorySegment region, String name, Address address, ChannelOptions stated)
      throws IpcException {
    if (stated.type().isPresent()) {
      MessageType.check(address, stated.type(), MessageType.read(region, TYPE_OFFSET, name));
    }
  }

  /** Begins a receiver's next term and lets senders join. A term is odd while it lasts, so its end changes it too. */
  public static void open(MemorySegment region) {
    Fields.putIntVolatile(region, TERM_OFFSET, (Fields.getInt(region, TERM_OFFSET) + 1) | 1);
    Fields.putIntVolatile(region, RECEIVER_WORD_OFFSET, SleepWord.AWAKE);
    Fields.putIntVolatile(region, STATE_OFFSET, OPEN);
  }

  /** {@return the term that a sender joins} It is over at once if the receiver closes just now. */
  public static int term(MemorySegment region) {
    return (Fields.getIntAcquire(region, TERM_OFFSET) - 1) | 1;
  }

  /** {@return whether the receiver of a term has closed, or another receiver has begun its term} */
  public static boolean isOver(RegionFields header, int term) {
    return header.getIntOpaque(TERM_OFFSET) != term;
  }

  /**
   * {@return the term whose stream has ended while its receiver stays; 0 if the stream continues or the receiver has
   * closed}
   */
  public static int endedTerm(MemorySegment region) {
    return Fields.getIntAcquire(region, STATE_OFFSET) == ENDED
        ? Fields.getInt(region, TERM_OFFSET)
        : 0;
  }

  /** Ends the receiver's term in an orderly way. */
  public static void endTerm(MemorySegment region) {
    int term = term(region);
    Fields.putInt(region, CLOSED_TERM_OFFSET, term);
    Fields.putIntVolatile(region, STATE_OFFSET, CLOSED);
    Fields.putIntVolatile(region, TERM_OFFSET, term + 1);
  }

  /** {@return whether the receiver of that term has closed, rather than died} */
  public static boolean isClosed(MemorySegment region, int term) {
    var _ = Fields.getIntAcquire(region, TERM_OFFSET); // it writes the term after this
    return Fields.getInt(region, CLOSED_TERM_OFFSET) - term >= 0;
  }
}
