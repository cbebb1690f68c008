package org.javaipc.core.topic;

import java.lang.foreign.MemorySegment;
import org.javaipc.core.endpoint.Fields;

/**
 * The format of a subscription's own region, version 1, in which it publishes its state. Publishers map it too, but
 * write only the words on which threads sleep.
 *
 * <pre>
 * header                                      one for each lane of the topic
 * +------+--------------------------------+   +------+--------------------------------+
 * |    0 | magic                          |   |    0 | position that is done with     |
 * |    8 | version                        |   +------+--------------------------------+
 * |   12 | lanes of the topic             |   |  128 | publisher's sleep word         |
 * |   16 | token                          |   +------+--------------------------------+
 * |   24 | number of the topic            |   |  256 | position                       |
 * |   32 | state                          |   |  264 | messages taken                 |
 * |   40 | process slot                   |   |  272 | messages missed                |
 * +------+--------------------------------+   +------+--------------------------------+
 * |  128 | subscription's sleep word      |
 * |  136 | place in a log, and 1          |
 * |  144 | bytes before that place        |
 * +------+--------------------------------+
 * |  256 | lanes                          |
 * +------+--------------------------------+
 * </pre>
 */
final class SubscriptionDescriptor {
  /** {@code JAVASUB1} in memory. */
  static final long MAGIC = 0x3142_5553_4156_414aL;

  private static final int VERSION = 1;

  private static final long LINES = TopicDescriptor.LINES;

  private static final long MAGIC_OFFSET = 0;
  private static final long VERSION_OFFSET = MAGIC_OFFSET + Long.BYTES;
  private static final long LANES_OFFSET = VERSION_OFFSET + Integer.BYTES;
  private static final long TOKEN_OFFSET = LANES_OFFSET + Integer.BYTES;
  private static final long TOPIC_OFFSET = TOKEN_OFFSET + Long.BYTES;
  private static final long STATE_OFFSET = TOPIC_OFFSET + Long.BYTES;
  private static final long SLOT_OFFSET = STATE_OFFSET + Long.BYTES;
  static final long WORD_OFFSET = LINES;
  private static final long PLACE_OFFSET = WORD_OFFSET + Long.BYTES;
  private static final long PLACE_BYTES_OFFSET = PLACE_OFFSET + Long.BYTES;
  private static final long LANE_OFFSET = 2 * LINES;

  /** The position that publishers read while they wait for room; written from time to time. */
  static final long DONE_OFFSET = 0;

  private static final long PUBLISHER_WORD_OFFSET = LINES;

  /** The position that is written for each message, and rarely read. */
  static final long POSITION_OFFSET = 2 * LINES;

  static final long TAKEN_OFFSET = POSITION_OFFSET + Long.BYTES;
  static final long MISSED_OFFSET = TAKEN_OFFSET + Long.BYTES;
  private static final long LANE_LENGTH = 3 * LINES;

  private static final int OPEN = 0;
  private static final int CLOSED = 1;

  private SubscriptionDescriptor() {}

  static long length(int lanes) {
    return LANE_OFFSET + lanes * LANE_LENGTH;
  }

  static MemorySegment lane(MemorySegment region, int lane) {
    return region.asSlice(LANE_OFFSET + lane * LANE_LENGTH, LANE_LENGTH);
  }

  static long publisherWordOffset(int lane) {
    return LANE_OFFSET + lane * LANE_LENGTH + PUBLISHER_WORD_OFFSET;
  }

  /** Writes the header of a new subscription into zeroed memory; its lanes are at position 0. */
  static void initialize(MemorySegment region, int lanes, long token, long topic, long slot) {
    Fields.putInt(region, VERSION_OFFSET, VERSION);
    Fields.putInt(region, LANES_OFFSET, lanes);
    Fields.putLong(region, TOKEN_OFFSET, token);
    Fields.putLong(region, TOPIC_OFFSET, topic);
    Fields.putLong(region, SLOT_OFFSET, slot);
    Fields.putLongRelease(region, MAGIC_OFFSET, MAGIC);
  }

  /**
   * {@return whether a region can belong to a subscription to a topic}
   *
   * @param region which any process may have written
   * @param lanes of the topic
   * @param topic its number
   */
  static boolean isValid(MemorySegment region, int lanes, long topic) {
    return region.byteSize() >= length(lanes)
        && Fields.getLongAcquire(region, MAGIC_OFFSET) == MAGIC
        && Fields.getInt(region, VERSION_OFFSET) == VERSION
        && Fields.getInt(region, LANES_OFFSET) == lanes
        && Fields.getLong(region, TOPIC_OFFSET) == topic;
  }

  static long token(MemorySegment region) {
    return Fields.getLong(region, TOKEN_OFFSET);
  }

  /** {@return the process slot of the subscription; 0 if the region is too short to have one} */
  static long slot(MemorySegment region) {
    return region.byteSize() < SLOT_OFFSET + Long.BYTES ? 0 : Fields.getLong(region, SLOT_OFFSET);
  }

  /** Records the place of the subscription's user in a log. */
  static void tellPlace(MemorySegment region, long position, long bytes) {
    Fields.putLongOpaque(region, PLACE_BYTES_OFFSET, bytes);
    Fields.putLongRelease(region, PLACE_OFFSET, position + 1);
  }

  /** {@return the recorded position in a log; -1 if there is none} */
  static long place(MemorySegment region) {
    return Fields.getLongAcquire(region, PLACE_OFFSET) - 1;
  }

  static long placeBytes(MemorySegment region) {
    return Fields.getLong(region, PLACE_BYTES_OFFSET);
  }

  /** Records that the subscription takes nothing more. */
  static void close(MemorySegment region) {
    Fields.putIntVolatile(region, STATE_OFFSET, CLOSED);
  }

  static boolean isOpen(MemorySegment region) {
    return Fields.getIntVolatile(region, STATE_OFFSET) == OPEN;
  }
}
