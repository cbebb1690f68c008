package org.javaipc.ring;

import java.lang.foreign.MemorySegment;
import org.javaipc.CorruptChannelException;

/**
 * The format of a channel in shared memory, version 1: a header, a descriptor a lane, and the
 * lanes' data. Little-endian. Fields that different sides write are two cache lines apart.
 *
 * <pre>
 * header                                      lane descriptor, one a lane
 * +------+--------------------------------+   +------+--------------------------------+
 * |    0 | magic                          |   |    0 | state                          |
 * |    8 | version                        |   |    8 | sender's process slot          |
 * |   12 | header length                  |   +------+--------------------------------+
 * |   16 | capacity of a lane             |   |  128 | consumer position              |
 * |   24 | maxMessage                     |   |  136 | messages received              |
 * |   32 | lanes                          |   +------+--------------------------------+
 * |   36 | flags                          |   |  256 | sender's sleep word            |
 * |   40 | receiver's process slot        |   +------+--------------------------------+
 * |   48 | boot of the machine            |   |  384 | producer position              |
 * +------+--------------------------------+   |  392 | messages sent                  |
 * |  128 | receiver's sleep word          |   |  400 | waits for room                 |
 * |  132 | state                          |   |  408 | synced position                |
 * |  136 | term of the receiver           |   +------+--------------------------------+
 * |  140 | last term that was closed      |
 * +------+--------------------------------+
 * |  256 | changes of membership          |
 * |  384 | senders that died              |
 * +------+--------------------------------+
 * |  512 | lane descriptors               |
 * +------+--------------------------------+
 * | header length | lane 0 | lane 1 | ... |
 * +---------------------------------------+
 * </pre>
 */
final class RingDescriptor {
  /** {@code JAVAIPC1} in memory. */
  static final long MAGIC = 0x3143_5049_4156_414aL;

  static final int VERSION = 1;

  private static final long LINES = 128;

  private static final long MAGIC_OFFSET = 0;
  private static final long VERSION_OFFSET = MAGIC_OFFSET + Long.BYTES;
  private static final long HEADER_LENGTH_OFFSET = VERSION_OFFSET + Integer.BYTES;
  private static final long CAPACITY_OFFSET = HEADER_LENGTH_OFFSET + Integer.BYTES;
  private static final long MAX_MESSAGE_OFFSET = CAPACITY_OFFSET + Long.BYTES;
  private static final long LANES_OFFSET = MAX_MESSAGE_OFFSET + Long.BYTES;
  private static final long FLAGS_OFFSET = LANES_OFFSET + Integer.BYTES;
  private static final long RECEIVER_SLOT_OFFSET = FLAGS_OFFSET + Integer.BYTES;
  private static final long BOOT_OFFSET = RECEIVER_SLOT_OFFSET + Long.BYTES;

  static final long RECEIVER_WORD_OFFSET = LINES;
  static final long STATE_OFFSET = RECEIVER_WORD_OFFSET + Integer.BYTES;
  static final long TERM_OFFSET = STATE_OFFSET + Integer.BYTES;

  /** The last term that a receiver closed; one that ended otherwise ended by its receiver's death. */
  private static final long CLOSED_TERM_OFFSET = TERM_OFFSET + Integer.BYTES;

  static final long CHANGES_OFFSET = 2 * LINES;
  static final long DIED_OFFSET = 3 * LINES;
  private static final long LANE_DESCRIPTORS_OFFSET = 4 * LINES;

  static final long LANE_STATE_OFFSET = 0;
  static final long SENDER_SLOT_OFFSET = LANE_STATE_OFFSET + Long.BYTES;

  static final long CONSUMER_POSITION_OFFSET = LINES;
  static final long RECEIVED_OFFSET = CONSUMER_POSITION_OFFSET + Long.BYTES;

  static final long SENDER_WORD_OFFSET = 2 * LINES;

  static final long PRODUCER_POSITION_OFFSET = 3 * LINES;
  static final long SENT_OFFSET = PRODUCER_POSITION_OFFSET + Long.BYTES;
  static final long ROOM_WAITS_OFFSET = SENT_OFFSET + Long.BYTES;
  static final long SYNCED_OFFSET = ROOM_WAITS_OFFSET + Long.BYTES;

  private static final long LANE_DESCRIPTOR_LENGTH = 4 * LINES;

  /** A sleep word: its side is awake, and makes a heavy fence before it sleeps. */
  static final int AWAKE = 0;

  /** A sleep word: its side sleeps, or is about to. */
  static final int ASLEEP = 1;

  /** A sleep word: the receiver has left. */
  static final int GONE = 2;

  /** A sleep word: its side is awake and may sleep any time, so whoever would wake it makes a fence. */
  static final int DROWSY = 3;

  /** States of a channel: nobody joins before {@code OPEN}, nor after. */
  static final int OPENING = 0;

  static final int OPEN = 1;

  static final int ENDED = 2;
  static final int CLOSED = 3;

  /** States of a lane; the receiver frees it, a sender takes it, both under the name's lock. */
  static final int LANE_FREE = 0;

  /** A sender has the lane. */
  static final int LANE_JOINED = 1;

  /** Its sender has left; what it sent is still to be read. */
  static final int LANE_CLOSED = 2;

  /** Its sender wrote what is no message; it is not read any more. */
  static final int LANE_REFUSED = 3;

  private static final int FLAG_MAILBOX = 1;
  private static final long PAGE = 4096;

  private RingDescriptor() {}

  /** {@return the bytes before the lanes' data, a multiple of the page size} */
  static long headerLength(int lanes) {
    return (LANE_DESCRIPTORS_OFFSET + lanes * LANE_DESCRIPTOR_LENGTH + PAGE - 1) & -PAGE;
  }

  /** {@return the bytes of a whole channel} */
  static long totalLength(Geometry geometry) {
    return headerLength(geometry.lanes()) + geometry.lanes() * geometry.capacity();
  }

  static long laneDescriptorOffset(int lane) {
    return LANE_DESCRIPTORS_OFFSET + lane * LANE_DESCRIPTOR_LENGTH;
  }

  static MemorySegment laneDescriptor(MemorySegment region, int lane) {
    return region.asSlice(laneDescriptorOffset(lane), LANE_DESCRIPTOR_LENGTH);
  }

  static MemorySegment laneData(MemorySegment region, Geometry geometry, int lane) {
    return region.asSlice(laneDataOffset(geometry, lane), geometry.capacity());
  }

  static long laneDataOffset(Geometry geometry, int lane) {
    return headerLength(geometry.lanes()) + lane * geometry.capacity();
  }

  /** {@return the receiver's process slot; 0 if the region is too short to have one} */
  static long receiverSlot(MemorySegment region) {
    return region.byteSize() < RECEIVER_SLOT_OFFSET + Long.BYTES
        ? 0
        : Fields.getLong(region, RECEIVER_SLOT_OFFSET);
  }

  /** Writes the header of a new channel into zeroed memory. */
  static void initialize(MemorySegment region, Geometry geometry, long receiverSlot, long boot) {
    Fields.putInt(region, VERSION_OFFSET, VERSION);
    Fields.putInt(region, HEADER_LENGTH_OFFSET, (int) headerLength(geometry.lanes()));
    Fields.putLong(region, CAPACITY_OFFSET, geometry.capacity());
    Fields.putLong(region, MAX_MESSAGE_OFFSET, geometry.maxMessage());
    Fields.putInt(region, LANES_OFFSET, geometry.lanes());
    beginTerm(region, geometry.mailbox(), receiverSlot, boot);
    Fields.putLongRelease(region, MAGIC_OFFSET, MAGIC);
  }

  /**
   * Makes a receiver the one of a channel that is new, or that a former one left. Senders of a former
   * term find that theirs is over.
   *
   * @return whether the machine has restarted since the last term
   */
  static boolean beginTerm(MemorySegment region, boolean mailbox, long receiverSlot, long boot) {
    Fields.putIntVolatile(region, STATE_OFFSET, OPENING);
    boolean restarted = Fields.getLong(region, BOOT_OFFSET) != boot;
    Fields.putLong(region, BOOT_OFFSET, boot);
    Fields.putInt(region, FLAGS_OFFSET, mailbox ? FLAG_MAILBOX : 0);
    Fields.putLong(region, RECEIVER_SLOT_OFFSET, receiverSlot);
    Fields.addInt(region, TERM_OFFSET, 1);
    Fields.putIntVolatile(region, RECEIVER_WORD_OFFSET, AWAKE);
    Fields.putIntVolatile(region, STATE_OFFSET, OPEN);
    return restarted;
  }

  /** Ends the receiver's term in order. */
  static void endTerm(MemorySegment region) {
    Fields.putInt(region, CLOSED_TERM_OFFSET, Fields.getInt(region, TERM_OFFSET));
    Fields.putIntVolatile(region, STATE_OFFSET, CLOSED);
    Fields.putIntVolatile(region, RECEIVER_WORD_OFFSET, GONE);
  }

  /** {@return whether another receiver has begun its term, and the one of that term had not closed} */
  static boolean endedByDeath(MemorySegment region, int term) {
    return Fields.getIntAcquire(region, TERM_OFFSET) != term
        && Fields.getInt(region, CLOSED_TERM_OFFSET) - term < 0;
  }

  /**
   * {@return the geometry of a channel that somebody else made} Nothing in it is trusted before.
   *
   * @param region the whole object
   * @param name of the object, for messages
   * @throws CorruptChannelException if it is no channel of this version, or cut short
   */
  static Geometry check(MemorySegment region, String name) throws CorruptChannelException {
    return check(region, region.byteSize(), name);
  }

  /**
   * {@return the geometry of a channel that somebody else made, of which only the start is at hand}
   *
   * @param region the start of the object, as far as the lane descriptors go
   * @param size of the whole object in bytes
   * @param name of the object, for messages
   * @throws CorruptChannelException if it is no channel of this version, or cut short
   */
  static Geometry check(MemorySegment region, long size, String name)
      throws CorruptChannelException {
    if (region.byteSize() < LANE_DESCRIPTORS_OFFSET
        || Fields.getLongAcquire(region, MAGIC_OFFSET) != MAGIC) {
      throw new CorruptChannelException(
          name + ": is no channel of javaipc (it does not begin with its magic number)");
    }
    int version = Fields.getInt(region, VERSION_OFFSET);
    if (version != VERSION) {
      throw new CorruptChannelException(
          "%s: has format version %d, this library has %d; use the same release at both ends"
              .formatted(name, version, VERSION));
    }
    Geometry geometry =
        new Geometry(
            Fields.getLong(region, CAPACITY_OFFSET),
            Fields.getLong(region, MAX_MESSAGE_OFFSET),
            Fields.getInt(region, LANES_OFFSET),
            (Fields.getInt(region, FLAGS_OFFSET) & FLAG_MAILBOX) != 0);
    if (!geometry.isValid()
        || Fields.getInt(region, HEADER_LENGTH_OFFSET) != headerLength(geometry.lanes())
        || region.byteSize() < headerLength(geometry.lanes())
        || size < totalLength(geometry)) {
      throw new CorruptChannelException(
          "%s: its header is damaged or the object cut short: size=%d, %s"
              .formatted(name, size, geometry));
    }
    return geometry;
  }
}
