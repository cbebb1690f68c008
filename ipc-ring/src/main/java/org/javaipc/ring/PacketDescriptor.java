package org.javaipc.ring;

import java.lang.foreign.MemorySegment;
import org.javaipc.CorruptChannelException;

/**
 * The format of what stands beside a queue of the kernel, version 1: who its ends are, and how to find
 * it. Little-endian. Fields that different sides write are two cache lines apart; those that a {@link
 * RingDescriptor} has too lie where they lie there.
 *
 * <pre>
 * header                                      seat, one a sender
 * +------+--------------------------------+   +------+--------------------------------+
 * |    0 | magic                          |   |    0 | state                          |
 * |    8 | version                        |   |    8 | sender's process slot          |
 * |   12 | header length                  |   +------+--------------------------------+
 * |   16 | capacity                       |   |  128 | sender's sleep word            |
 * |   24 | maxMessage                     |   |  136 | messages sent                  |
 * |   32 | seats                          |   |  144 | waits for room                 |
 * |   36 | flags                          |   +------+--------------------------------+
 * |   40 | receiver's process slot        |
 * +------+--------------------------------+
 * |  128 | receiver's sleep word          |
 * |  132 | state                          |
 * |  136 | term of the receiver           |
 * |  140 | last term that was closed      |
 * +------+--------------------------------+
 * |  256 | changes of membership          |
 * |  384 | senders that died              |
 * |  392 | messages received              |
 * |  512 | senders that wait for room     |
 * +------+--------------------------------+
 * |  640 | place: how to find the queue   |
 * +------+--------------------------------+
 * |  896 | seats                          |
 * +------+--------------------------------+
 * </pre>
 */
final class PacketDescriptor {
  /** {@code JAVAIPCQ} in memory. */
  static final long MAGIC = 0x5143_5049_4156_414aL;

  static final int VERSION = 1;

  private static final long LINES = 128;

  private static final long MAGIC_OFFSET = 0;
  private static final long VERSION_OFFSET = MAGIC_OFFSET + Long.BYTES;
  private static final long HEADER_LENGTH_OFFSET = VERSION_OFFSET + Integer.BYTES;
  private static final long CAPACITY_OFFSET = HEADER_LENGTH_OFFSET + Integer.BYTES;
  private static final long MAX_MESSAGE_OFFSET = CAPACITY_OFFSET + Long.BYTES;
  private static final long SEATS_OFFSET = MAX_MESSAGE_OFFSET + Long.BYTES;
  private static final long FLAGS_OFFSET = SEATS_OFFSET + Integer.BYTES;
  private static final long RECEIVER_SLOT_OFFSET = FLAGS_OFFSET + Integer.BYTES;

  static final long RECEIVED_OFFSET = RingDescriptor.DIED_OFFSET + Long.BYTES;
  static final long WAITING_OFFSET = 4 * LINES;
  private static final long PLACE_OFFSET = 5 * LINES;
  private static final long FIRST_SEAT_OFFSET = PLACE_OFFSET + PacketQueues.PLACE_LENGTH;

  static final long SEAT_STATE_OFFSET = 0;
  static final long SENDER_SLOT_OFFSET = SEAT_STATE_OFFSET + Long.BYTES;
  static final long SENDER_WORD_OFFSET = LINES;
  static final long SENT_OFFSET = SENDER_WORD_OFFSET + Long.BYTES;
  static final long ROOM_WAITS_OFFSET = SENT_OFFSET + Long.BYTES;
  private static final long SEAT_LENGTH = 2 * LINES;

  private static final int FLAG_MAILBOX = 1;
  private static final long PAGE = 4096;

  private PacketDescriptor() {}

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
    return region.asSlice(PLACE_OFFSET, PacketQueues.PLACE_LENGTH);
  }

  /** {@return the receiver's process slot; 0 if the region is too short to have one} */
  static long receiverSlot(MemorySegment region) {
    return region.byteSize() < RECEIVER_SLOT_OFFSET + Long.BYTES
        ? 0
        : Fields.getLong(region, RECEIVER_SLOT_OFFSET);
  }

  /** Writes the header of a channel whose queue is not made yet. */
  static void initialize(MemorySegment region, PacketGeometry geometry, long receiverSlot) {
    describe(region, geometry);
    Fields.putLong(region, RECEIVER_SLOT_OFFSET, receiverSlot);
    Fields.putIntVolatile(region, RingDescriptor.STATE_OFFSET, RingDescriptor.OPENING);
    Fields.putLongRelease(region, MAGIC_OFFSET, MAGIC);
  }

  /** Writes what the receiver has fixed, also over what somebody may have written there since. */
  static void describe(MemorySegment region, PacketGeometry geometry) {
    Fields.putInt(region, VERSION_OFFSET, VERSION);
    Fields.putInt(region, HEADER_LENGTH_OFFSET, (int) length(geometry.seats()));
    Fields.putLong(region, CAPACITY_OFFSET, geometry.capacity());
    Fields.putLong(region, MAX_MESSAGE_OFFSET, geometry.maxMessage());
    Fields.putInt(region, SEATS_OFFSET, geometry.seats());
    Fields.putInt(region, FLAGS_OFFSET, geometry.mailbox() ? FLAG_MAILBOX : 0);
    Fields.putLongRelease(region, MAGIC_OFFSET, MAGIC);
  }

  /**
   * Begins to take over what a former receiver left, before its queue is looked for. Its senders find
   * that their term is over.
   */
  static void adopt(MemorySegment region, boolean mailbox, long receiverSlot) {
    Fields.putIntVolatile(region, RingDescriptor.STATE_OFFSET, RingDescriptor.OPENING);
    Fields.putInt(region, FLAGS_OFFSET, mailbox ? FLAG_MAILBOX : 0);
    Fields.putLong(region, RECEIVER_SLOT_OFFSET, receiverSlot);
  }

  /** Lets senders in. */
  static void beginTerm(MemorySegment region) {
    Fields.addInt(region, RingDescriptor.TERM_OFFSET, 1);
    Fields.putIntVolatile(region, RingDescriptor.RECEIVER_WORD_OFFSET, RingDescriptor.AWAKE);
    Fields.putIntVolatile(region, RingDescriptor.STATE_OFFSET, RingDescriptor.OPEN);
  }

  /**
   * {@return the geometry of a channel that somebody else made} Nothing in it is trusted before.
   *
   * @param region the whole object, or a copy of it
   * @param name of the object, for messages
   * @throws CorruptChannelException if it is no channel of this version, or cut short
   */
  static PacketGeometry check(MemorySegment region, String name) throws CorruptChannelException {
    if (region.byteSize() < FIRST_SEAT_OFFSET
        || Fields.getLongAcquire(region, MAGIC_OFFSET) != MAGIC) {
      throw new CorruptChannelException(
          name + ": is no queue of javaipc (it does not begin with its magic number)");
    }
    int version = Fields.getInt(region, VERSION_OFFSET);
    if (version != VERSION) {
      throw new CorruptChannelException(
          "%s: has format version %d, this library has %d; use the same release at both ends"
              .formatted(name, version, VERSION));
    }
    PacketGeometry geometry =
        new PacketGeometry(
            Fields.getLong(region, CAPACITY_OFFSET),
            Fields.getLong(region, MAX_MESSAGE_OFFSET),
            Fields.getInt(region, SEATS_OFFSET),
            (Fields.getInt(region, FLAGS_OFFSET) & FLAG_MAILBOX) != 0);
    if (!geometry.isValid()
        || Fields.getInt(region, HEADER_LENGTH_OFFSET) != length(geometry.seats())
        || region.byteSize() < length(geometry.seats())) {
      throw new CorruptChannelException(
          "%s: its header is damaged or the object cut short: size=%d, %s"
              .formatted(name, region.byteSize(), geometry));
    }
    return geometry;
  }
}
