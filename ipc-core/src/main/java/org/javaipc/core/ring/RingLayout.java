package org.javaipc.core.ring;

import java.lang.foreign.MemorySegment;
import org.javaipc.CorruptChannelException;
import org.javaipc.core.endpoint.Fields;
import org.javaipc.core.endpoint.RecordStamp;
import org.javaipc.core.membership.ChannelHeader;

/**
 * The format of a channel in shared memory, version 2: a header, one descriptor per lane, and the lanes' data.
 * Little-endian. Fields with different writers are two cache lines apart.
 *
 * <pre>
 * header                                      lane descriptor, one a lane
 * +------+--------------------------------+   +------+--------------------------------+
 * |    0 | magic                          |   |    0 | state                          |
 * |    8 | version                        |   |    8 | sender's process slot          |
 * |   12 | header length                  |   |   16 | whether the sender is refused  |
 * |   16 | capacity of a lane             |   +------+--------------------------------+
 * |   24 | maxMessage                     |   |  128 | consumer position              |
 * |   32 | lanes                          |   |  136 | messages received              |
 * |   36 | flags                          |   +------+--------------------------------+
 * |   40 | receiver's process slot        |   |  256 | sender's sleep word            |
 * |   48 | boot of the machine            |   +------+--------------------------------+
 * +------+--------------------------------+   |  384 | producer position              |
 * |  128 | receiver's sleep word          |   |  392 | messages sent                  |
 * |  132 | state                          |   |  400 | waits for room                 |
 * |  136 | term of the receiver           |   |  408 | synced position                |
 * |  140 | last term that was closed      |   +------+--------------------------------+
 * +------+--------------------------------+
 * |  256 | changes of membership          |
 * |  264 | type of the messages           |
 * |  384 | senders that died              |
 * +------+--------------------------------+
 * |  512 | lane descriptors               |
 * +------+--------------------------------+
 * | header length | lane 0 | lane 1 | ... |
 * +---------------------------------------+
 * </pre>
 */
public final class RingLayout {
  /** {@code JAVAIPC1} in memory. */
  static final long MAGIC = 0x3143_5049_4156_414aL;

  static final int VERSION = 2;

  private static final long BOOT_OFFSET = ChannelHeader.RECEIVER_SLOT_OFFSET + Long.BYTES;

  private static final long LANE_DESCRIPTORS_OFFSET = 4 * ChannelHeader.LINES;

  static final long CONSUMER_POSITION_OFFSET = ChannelHeader.LINES;
  static final long RECEIVED_OFFSET = CONSUMER_POSITION_OFFSET + Long.BYTES;

  static final long SENDER_WORD_OFFSET = 2 * ChannelHeader.LINES;

  static final long PRODUCER_POSITION_OFFSET = 3 * ChannelHeader.LINES;
  static final long SENT_OFFSET = PRODUCER_POSITION_OFFSET + Long.BYTES;
  static final long ROOM_WAITS_OFFSET = SENT_OFFSET + Long.BYTES;
  static final long SYNCED_OFFSET = ROOM_WAITS_OFFSET + Long.BYTES;

  private static final long LANE_DESCRIPTOR_LENGTH = 4 * ChannelHeader.LINES;

  private static final int FLAG_MAILBOX = 1;
  private static final long PAGE = 4096;

  private RingLayout() {}

  /** {@return the bytes before the lanes' data, a multiple of the page size} */
  static long headerLength(int lanes) {
    return (LANE_DESCRIPTORS_OFFSET + lanes * LANE_DESCRIPTOR_LENGTH + PAGE - 1) & -PAGE;
  }

  /** {@return the bytes of a whole channel} */
  static long totalLength(RingLimits geometry) {
    return headerLength(geometry.lanes()) + geometry.lanes() * geometry.capacity();
  }

  static long laneDescriptorOffset(int lane) {
    return LANE_DESCRIPTORS_OFFSET + lane * LANE_DESCRIPTOR_LENGTH;
  }

  static MemorySegment laneDescriptor(MemorySegment region, int lane) {
    return region.asSlice(laneDescriptorOffset(lane), LANE_DESCRIPTOR_LENGTH);
  }

  static MemorySegment laneData(MemorySegment region, RingLimits geometry, int lane) {
    return region.asSlice(laneDataOffset(geometry, lane), geometry.capacity());
  }

  static long laneDataOffset(RingLimits geometry, int lane) {
    return headerLength(geometry.lanes()) + lane * geometry.capacity();
  }

  /**
   * {@return how many messages the receiver has not taken, according to the counters of both ends} The counters are
   * wrong by what a killed sender did not count and by what a restart of the machine lost; the positions bound the
   * error.
   */
  static long unread(MemorySegment region, RingLimits geometry) {
    long unread = 0;
    for (int index = 0; index < geometry.lanes(); index++) {
      MemorySegment lane = laneDescriptor(region, index);
      long received = Fields.getLongOpaque(lane, RECEIVED_OFFSET);
      long read = Fields.getLongAcquire(lane, CONSUMER_POSITION_OFFSET);
      long bytes = Fields.getLongAcquire(lane, PRODUCER_POSITION_OFFSET) - read;
      if (bytes > 0) {
        long most = Math.max(1, Math.min(bytes, geometry.capacity()) / RecordStamp.LENGTH);
        unread += Math.clamp(Fields.getLongOpaque(lane, SENT_OFFSET) - received, 1, most);
      }
    }
    return unread;
  }

  /** Writes the header of a new channel into zeroed memory. */
  static void initialize(MemorySegment region, RingLimits geometry, long receiverSlot, long boot) {
    Fields.putInt(region, ChannelHeader.VERSION_OFFSET, VERSION);
    Fields.putInt(region, ChannelHeader.HEADER_LENGTH_OFFSET, (int) headerLength(geometry.lanes()));
    Fields.putLong(region, ChannelHeader.CAPACITY_OFFSET, geometry.capacity());
    Fields.putLong(region, ChannelHeader.MAX_MESSAGE_OFFSET, geometry.maxMessage());
    Fields.putInt(region, ChannelHeader.SLOTS_OFFSET, geometry.lanes());
    beginTerm(region, geometry.mailbox(), receiverSlot, boot);
    Fields.putLongRelease(region, ChannelHeader.MAGIC_OFFSET, MAGIC);
  }

  /**
   * Makes a receiver the owner of a channel that is new or was left behind by a former receiver. Senders of a former
   * term find that their term is over.
   *
   * @return whether the machine has restarted since the last term
   */
  static boolean beginTerm(MemorySegment region, boolean mailbox, long receiverSlot, long boot) {
    Fields.putIntVolatile(region, ChannelHeader.STATE_OFFSET, ChannelHeader.OPENING);
    boolean restarted = Fields.getLong(region, BOOT_OFFSET) != boot;
    Fields.putLong(region, BOOT_OFFSET, boot);
    Fields.putInt(region, ChannelHeader.FLAGS_OFFSET, mailbox ? FLAG_MAILBOX : 0);
    Fields.putLong(region, ChannelHeader.RECEIVER_SLOT_OFFSET, receiverSlot);
    ChannelHeader.open(region);
    return restarted;
  }

  /**
   * {@return the geometry of a channel that somebody else made} Nothing in it is trusted before.
   *
   * @param region the whole object
   * @param name of the object, for messages
   * @throws CorruptChannelException if it is not a channel of this version, or cut short
   */
  static RingLimits check(MemorySegment region, String name) throws CorruptChannelException {
    return check(region, region.byteSize(), name);
  }

  /**
   * {@return the geometry of a channel that another process created, of which only the start is available}
   *
   * @param region the start of the object, as far as the lane descriptors go
   * @param size of the whole object in bytes
   * @param name of the object, for messages
   * @throws CorruptChannelException if it is not a channel of this version, or cut short
   */
  static RingLimits check(MemorySegment region, long size, String name)
      throws CorruptChannelException {
    if (region.byteSize() < LANE_DESCRIPTORS_OFFSET
        || Fields.getLongAcquire(region, ChannelHeader.MAGIC_OFFSET) != MAGIC) {
      throw new CorruptChannelException(
          name + ": not a javaipc channel (the magic number is missing)");
    }
    int version = Fields.getInt(region, ChannelHeader.VERSION_OFFSET);
    if (version != VERSION) {
      throw new CorruptChannelException(
          "%s: has format version %d, this library has %d; use the same release at both ends"
              .formatted(name, version, VERSION));
    }
    RingLimits geometry =
        new RingLimits(
            Fields.getLong(region, ChannelHeader.CAPACITY_OFFSET),
            Fields.getLong(region, ChannelHeader.MAX_MESSAGE_OFFSET),
            Fields.getInt(region, ChannelHeader.SLOTS_OFFSET),
            (Fields.getInt(region, ChannelHeader.FLAGS_OFFSET) & FLAG_MAILBOX) != 0);
    if (!geometry.isValid()
        || Fields.getInt(region, ChannelHeader.HEADER_LENGTH_OFFSET)
            != headerLength(geometry.lanes())
        || region.byteSize() < headerLength(geometry.lanes())
        || size < totalLength(geometry)) {
      throw new CorruptChannelException(
          "%s: its header is damaged or the object cut short: size=%d, %s"
              .formatted(name, size, geometry));
    }
    return geometry;
  }
}
