package org.javaipc.core.queue;

import java.lang.foreign.MemorySegment;
import org.javaipc.CorruptChannelException;
import org.javaipc.core.endpoint.Fields;
import org.javaipc.core.membership.ChannelHeader;

/**
 * The format of the region beside a kernel queue, version 2: its ends, and how to find the queue. Little-endian. Fields
 * with different writers are two cache lines apart. Fields that a {@link ChannelHeader} also has are at the same
 * offsets as there.
 *
 * <pre>
 * header                                      seat, one a sender
 * +------+--------------------------------+   +------+--------------------------------+
 * |    0 | magic                          |   |    0 | state                          |
 * |    8 | version                        |   |    8 | sender's process slot          |
 * |   12 | header length                  |   |   16 | whether the sender is refused  |
 * |   16 | capacity                       |   +------+--------------------------------+
 * |   24 | maxMessage                     |   |  128 | sender's sleep word            |
 * |   32 | seats                          |   |  136 | messages sent                  |
 * |   36 | flags                          |   |  144 | waits for room                 |
 * |   40 | receiver's process slot        |   +------+--------------------------------+
 * +------+--------------------------------+
 * |  128 | receiver's sleep word          |
 * |  132 | state                          |
 * |  136 | term of the receiver           |
 * |  140 | last term that was closed      |
 * +------+--------------------------------+
 * |  256 | changes of membership          |
 * |  264 | type of the messages           |
 * |  384 | senders that died              |
 * |  392 | messages received              |
 * |  512 | place: how to find the queue   |
 * +------+--------------------------------+
 * |  768 | seats                          |
 * +------+--------------------------------+
 * </pre>
 */
final class QueueLayout {
  /** {@code JAVAIPCQ} in memory. */
  static final long MAGIC = 0x5143_5049_4156_414aL;

  static final int VERSION = 2;

  static final long RECEIVED_OFFSET = ChannelHeader.DIED_OFFSET + Long.BYTES;
  private static final long PLACE_OFFSET = 4 * ChannelHeader.LINES;
  private static final long FIRST_SEAT_OFFSET = PLACE_OFFSET + Queues.PLACE_LENGTH;

  static final long SENDER_WORD_OFFSET = ChannelHeader.LINES;
  static final long SENT_OFFSET = SENDER_WORD_OFFSET + Long.BYTES;
  static final long ROOM_WAITS_OFFSET = SENT_OFFSET + Long.BYTES;
  private static final long SEAT_LENGTH = 2 * ChannelHeader.LINES;

  private static final int FLAG_MAILBOX = 1;
  private static final int FLAG_TEMPORARY = 2;
  private static final long PAGE = 4096;

  private QueueLayout() {}

  /** {@return the bytes of a whole header, a multiple of the page size} */
  static long length(int seats) {
    return (FIRST_SEAT_OFFSET + seats * SEAT_LENGTH + PAGE - 1) & -PAGE;
  }

  static long seatOffset(int seat) {
    return FIRST_SEAT_OFFSET + seat * SEAT_LENGTH;
  }

  static MemorySegment seat(MemorySegment region, int seat) {
    return region.asSlice(seatOffset(seat), SEAT_LENGTH);
  }

  static MemorySegment place(MemorySegment region) {
    return region.asSlice(PLACE_OFFSET, Queues.PLACE_LENGTH);
  }

  /** {@return how many messages the senders have counted, over all terms} */
  static long sent(MemorySegment region, QueueLimits geometry) {
    long sent = 0;
    for (int index = 0; index < geometry.seats(); index++) {
      sent += Fields.getLongOpaque(seat(region, index), SENT_OFFSET);
    }
    return sent;
  }

  /** Writes the header of a channel whose queue does not exist yet. */
  static void initialize(MemorySegment region, QueueLimits geometry, long receiverSlot) {
    describe(region, geometry);
    Fields.putLong(region, ChannelHeader.RECEIVER_SLOT_OFFSET, receiverSlot);
    Fields.putIntVolatile(region, ChannelHeader.STATE_OFFSET, ChannelHeader.OPENING);
    Fields.putLongRelease(region, ChannelHeader.MAGIC_OFFSET, MAGIC);
  }

  /** Writes what the receiver has fixed, overwriting what any process may have written there since. */
  static void describe(MemorySegment region, QueueLimits geometry) {
    Fields.putInt(region, ChannelHeader.VERSION_OFFSET, VERSION);
    Fields.putInt(region, ChannelHeader.HEADER_LENGTH_OFFSET, (int) length(geometry.seats()));
    Fields.putLong(region, ChannelHeader.CAPACITY_OFFSET, geometry.capacity());
    Fields.putLong(region, ChannelHeader.MAX_MESSAGE_OFFSET, geometry.maxMessage());
    Fields.putInt(region, ChannelHeader.SLOTS_OFFSET, geometry.seats());
    Fields.putInt(
        region, ChannelHeader.FLAGS_OFFSET, flags(geometry.mailbox(), geometry.temporary()));
    Fields.putLongRelease(region, ChannelHeader.MAGIC_OFFSET, MAGIC);
  }

  private static int flags(boolean mailbox, boolean temporary) {
    return (mailbox ? FLAG_MAILBOX : 0) | (temporary ? FLAG_TEMPORARY : 0);
  }

  /**
   * Begins to take over what a former receiver left behind, before its queue is looked for. Its senders find that their
   * term is over.
   */
  static void adopt(MemorySegment region, QueueLimits geometry, long receiverSlot) {
    Fields.putIntVolatile(region, ChannelHeader.STATE_OFFSET, ChannelHeader.OPENING);
    Fields.putInt(
        region, ChannelHeader.FLAGS_OFFSET, flags(geometry.mailbox(), geometry.temporary()));
    Fields.putLong(region, ChannelHeader.RECEIVER_SLOT_OFFSET, receiverSlot);
  }

  /** Lets senders in. */
  static void beginTerm(MemorySegment region) {
    ChannelHeader.open(region);
  }

  /**
   * {@return the geometry of a channel that another process created} Until this has checked it, nothing in it is
   * trusted.
   *
   * @param region the whole object, or a copy of it
   * @param name of the object, for messages
   * @throws CorruptChannelException if it is not a channel of this version, or cut short
   */
  static QueueLimits check(MemorySegment region, String name) throws CorruptChannelException {
    if (region.byteSize() < FIRST_SEAT_OFFSET
        || Fields.getLongAcquire(region, ChannelHeader.MAGIC_OFFSET) != MAGIC) {
      throw new CorruptChannelException(
          name + ": not a javaipc queue (the magic number is missing)");
    }
    int version = Fields.getInt(region, ChannelHeader.VERSION_OFFSET);
    if (version != VERSION) {
      throw new CorruptChannelException(
          "%s: has format version %d, this library has %d; use the same release at both ends"
              .formatted(name, version, VERSION));
    }
    int flags = Fields.getInt(region, ChannelHeader.FLAGS_OFFSET);
    QueueLimits geometry =
        new QueueLimits(
            Fields.getLong(region, ChannelHeader.CAPACITY_OFFSET),
            Fields.getLong(region, ChannelHeader.MAX_MESSAGE_OFFSET),
            Fields.getInt(region, ChannelHeader.SLOTS_OFFSET),
            (flags & FLAG_MAILBOX) != 0,
            (flags & FLAG_TEMPORARY) != 0);
    if (!geometry.isValid()
        || Fields.getInt(region, ChannelHeader.HEADER_LENGTH_OFFSET) != length(geometry.seats())
        || region.byteSize() < length(geometry.seats())) {
      throw new CorruptChannelException(
          "%s: its header is damaged or the object cut short: size=%d, %s"
              .formatted(name, region.byteSize(), geometry));
    }
    return geometry;
  }
}
