package org.javaipc.core.topic;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.javaipc.Address;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.SlowPolicy;
import org.javaipc.core.endpoint.Fields;
import org.javaipc.spi.ChangeMark;
import org.javaipc.spi.MessageType;
import org.javaipc.spi.RegionKinds;
import org.jspecify.annotations.Nullable;

/**
 * The format of a topic in shared memory, version 1: a header, a mark for each subscription, a descriptor for each
 * publisher's lane, and the lanes' data. Little-endian. Publishers map it for writing, subscriptions for reading. A
 * subscription nevertheless writes the changes and the marks, through {@link
 * org.javaipc.spi.TopicRegion#poke}.
 *
 * <pre>
 * header                                      lane descriptor, one for each publisher
 * +------+--------------------------------+   +------+--------------------------------+
 * |    0 | magic                          |   |    0 | state                          |
 * |    8 | version                        |   |    4 | times that it was taken        |
 * |   12 | header length                  |   |    8 | publisher's process slot       |
 * |   16 | capacity of a lane             |   |   16 | last time that ended in order  |
 * |   24 | maxMessage                     |   |   20 | last time that ended by death  |
 * |   32 | lanes                          |   +------+--------------------------------+
 * |   36 | subscriptions                  |   |  128 | messages published             |
 * |   40 | slow                           |   |  136 | last message, if that is even  |
 * |   48 | patience                       |   |  144 | last message, if that is odd   |
 * |   56 | number of this topic           |   |  152 | position behind the last one   |
 * +------+--------------------------------+   |  160 | waits for room                 |
 * |  128 | changes of membership          |   |  168 | subscriptions disconnected     |
 * |  136 | type of the messages           |   +------+--------------------------------+
 * +------+--------------------------------+   |  256 | floor                          |
 * |  256 | marks of subscriptions         |   |  264 | times that the floor rose      |
 * +------+--------------------------------+   |  272 | if even: floor, messages below |
 * |      | lane descriptors               |   |  288 | if odd: floor, messages below  |
 * +------+--------------------------------+   +------+--------------------------------+
 * | header length | lane 0 | lane 1 | ... |   |  384 | verdicts on subscriptions      |
 * +---------------------------------------+   +------+--------------------------------+
 * </pre>
 *
 * <p>A count and a position that change together are written to one of two places in turn, followed by the number that
 * says which place is valid. A reader reads the number, the place, and the number again. If the number is unchanged,
 * the pair is consistent, since the place is not written again before the number has changed. A killed writer leaves
 * the last whole pair behind.
 */
final class TopicDescriptor {
  static final int VERSION = 1;

  /** Bytes between fields of different writers: two cache lines, as processors fetch pairs. */
  static final long LINES = 128;

  private static final long MAGIC_OFFSET = 0;
  private static final long VERSION_OFFSET = MAGIC_OFFSET + Long.BYTES;
  private static final long HEADER_LENGTH_OFFSET = VERSION_OFFSET + Integer.BYTES;
  private static final long CAPACITY_OFFSET = HEADER_LENGTH_OFFSET + Integer.BYTES;
  private static final long MAX_MESSAGE_OFFSET = CAPACITY_OFFSET + Long.BYTES;
  private static final long LANES_OFFSET = MAX_MESSAGE_OFFSET + Long.BYTES;
  private static final long SUBSCRIBERS_OFFSET = LANES_OFFSET + Integer.BYTES;
  private static final long SLOW_OFFSET = SUBSCRIBERS_OFFSET + Integer.BYTES;
  private static final long PATIENCE_OFFSET = SLOW_OFFSET + Long.BYTES;
  private static final long NUMBER_OFFSET = PATIENCE_OFFSET + Long.BYTES;

  static final long CHANGES_OFFSET = LINES;

  /** Written before its publisher joins; {@link MessageType#SIZE} bytes long. */
  private static final long TYPE_OFFSET = CHANGES_OFFSET + Long.BYTES;

  private static final long MARKS_OFFSET = 2 * LINES;

  static final long STATE_OFFSET = 0;
  static final long TAKEN_OFFSET = STATE_OFFSET + Integer.BYTES;
  static final long SLOT_OFFSET = TAKEN_OFFSET + Integer.BYTES;
  static final long ENDED_OFFSET = SLOT_OFFSET + Long.BYTES;

  /** Written by the next publisher that takes the lane, since after that nothing else shows that the last one died. */
  static final long DIED_OFFSET = ENDED_OFFSET + Integer.BYTES;

  static final long PUBLISHED_OFFSET = LINES;
  private static final long LAST_OFFSET = PUBLISHED_OFFSET + Long.BYTES;
  static final long POSITION_OFFSET = LAST_OFFSET + 2 * Long.BYTES;
  static final long ROOM_WAITS_OFFSET = POSITION_OFFSET + Long.BYTES;
  static final long DISCONNECTED_OFFSET = ROOM_WAITS_OFFSET + Long.BYTES;

  static final long FLOOR_OFFSET = 2 * LINES;
  static final long RISES_OFFSET = FLOOR_OFFSET + Long.BYTES;
  private static final long PAIRS_OFFSET = RISES_OFFSET + Long.BYTES;

  private static final long VERDICTS_OFFSET = 3 * LINES;

  /** The lane is free; messages of its last publisher may still be there. */
  static final int FREE = 0;

  /** A publisher has it. */
  static final int JOINED = 1;

  private static final long PAGE = 4096;

  private TopicDescriptor() {}

  /** {@return where the position of the last message is written, given the number of messages} */
  static long lastOffset(long published) {
    return LAST_OFFSET + (published & 1) * Long.BYTES;
  }

  /** {@return where the floor is written, given how often it has risen; the count of messages below it follows it} */
  static long pairOffset(long rises) {
    return PAIRS_OFFSET + (rises & 1) * 2 * Long.BYTES;
  }

  static long markOffset(int subscriber) {
    return MARKS_OFFSET + (long) subscriber * Long.BYTES;
  }

  static long verdictOffset(int subscriber) {
    return VERDICTS_OFFSET + (long) subscriber * Long.BYTES;
  }

  private static long upTo(long length, long unit) {
    return (length + unit - 1) & -unit;
  }

  private static long laneDescriptorLength(int subscribers) {
    return upTo(VERDICTS_OFFSET + (long) subscribers * Long.BYTES, LINES);
  }

  private static long laneDescriptorOffset(int subscribers, int lane) {
    return upTo(MARKS_OFFSET + (long) subscribers * Long.BYTES, LINES)
        + lane * laneDescriptorLength(subscribers);
  }

  /** {@return the bytes before the lanes' data, a multiple of the page size} */
  static long headerLength(int lanes, int subscribers) {
    return upTo(laneDescriptorOffset(subscribers, lanes), PAGE);
  }

  static long headerLength(TopicLimits limits) {
    return headerLength(limits.publishers(), limits.subscribers());
  }

  /** {@return the bytes of a whole topic} */
  static long totalLength(TopicLimits limits) {
    return laneDataOffset(limits, limits.publishers());
  }

  static MemorySegment laneDescriptor(MemorySegment region, TopicLimits limits, int lane) {
    return region.asSlice(
        laneDescriptorOffset(limits.subscribers(), lane),
        laneDescriptorLength(limits.subscribers()));
  }

  static MemorySegment laneData(MemorySegment region, TopicLimits limits, int lane) {
    return region.asSlice(laneDataOffset(limits, lane), limits.capacity());
  }

  static long laneDataOffset(TopicLimits limits, int lane) {
    return headerLength(limits) + lane * limits.capacity();
  }

  /** {@return the number by which subscriptions distinguish this topic from an earlier one with the same name} */
  static long number(MemorySegment region) {
    return Fields.getLong(region, NUMBER_OFFSET);
  }

  /**
   * {@return the type of the messages, as fixed by the first publisher that stated one} The caller holds the topic's
   * lock.
   */
  static Optional<String> type(MemorySegment region, String name) throws CorruptChannelException {
    return MessageType.read(region, TYPE_OFFSET, name);
  }

  /** Compares the type that an end states with that of the topic. The caller holds the topic's lock. */
  static void checkType(MemorySegment region, String name, Address address, Optional<String> stated)
      throws IpcException {
    if (stated.isPresent()) {
      MessageType.check(address, stated, type(region, name));
    }
  }

  /** Fixes the type, if an end states one and none has before. The caller holds the topic's lock. */
  static void fixType(MemorySegment region, String name, Optional<String> stated)
      throws IpcException {
    if (stated.isPresent() && type(region, name).isEmpty()) {
      MessageType.write(region, TYPE_OFFSET, stated);
    }
  }

  /** Writes the header of a new topic into zeroed memory. */
  static void initialize(MemorySegment region, TopicLimits limits) {
    Fields.putInt(region, VERSION_OFFSET, VERSION);
    Fields.putInt(region, HEADER_LENGTH_OFFSET, (int) headerLength(limits));
    Fields.putLong(region, CAPACITY_OFFSET, limits.capacity());
    Fields.putLong(region, MAX_MESSAGE_OFFSET, limits.maxMessage());
    Fields.putInt(region, LANES_OFFSET, limits.publishers());
    Fields.putInt(region, SUBSCRIBERS_OFFSET, limits.subscribers());
    Fields.putInt(region, SLOW_OFFSET, code(limits.slow()));
    Fields.putLong(region, PATIENCE_OFFSET, limits.patience());
    Fields.putLong(region, NUMBER_OFFSET, ChangeMark.next());
    Fields.putLongRelease(region, MAGIC_OFFSET, RegionKinds.TOPIC);
  }

  /**
   * {@return the limits of a topic that another process created} Until this has checked it, nothing in it is trusted.
   *
   * @param region the start of the object, as far as the lane descriptors go
   * @param size of the whole object in bytes
   * @param name of the object, for messages
   * @throws CorruptChannelException if it is not a topic of this version, or cut short
   */
  static TopicLimits check(MemorySegment region, long size, String name) throws IpcException {
    if (region.byteSize() < MARKS_OFFSET) {
      throw damaged(name, size);
    }
    long magic = Fields.getLongAcquire(region, MAGIC_OFFSET);
    if (magic != RegionKinds.TOPIC) {
      throw RegionKinds.mismatch(name, magic);
    }
    int version = Fields.getInt(region, VERSION_OFFSET);
    if (version != VERSION) {
      throw new CorruptChannelException(
          "%s: has format version %d, this library has %d; use the same release at all ends"
              .formatted(name, version, VERSION));
    }
    SlowPolicy slow = policy(Fields.getInt(region, SLOW_OFFSET));
    if (slow == null) {
      throw damaged(name, size);
    }
    TopicLimits limits =
        new TopicLimits(
            Fields.getLong(region, CAPACITY_OFFSET),
            Fields.getLong(region, MAX_MESSAGE_OFFSET),
            Fields.getInt(region, LANES_OFFSET),
            Fields.getInt(region, SUBSCRIBERS_OFFSET),
            slow,
            Fields.getLong(region, PATIENCE_OFFSET));
    if (!limits.isValid()
        || Fields.getInt(region, HEADER_LENGTH_OFFSET) != headerLength(limits)
        || region.byteSize() < headerLength(limits)
        || size < totalLength(limits)) {
      throw damaged(name, size);
    }
    return limits;
  }

  private static int code(SlowPolicy policy) {
    return switch (policy) {
      case WAIT -> 1;
      case DROP -> 2;
      case DISCONNECT -> 3;
    };
  }

  private static @Nullable SlowPolicy policy(int code) {
    return switch (code) {
      case 1 -> SlowPolicy.WAIT;
      case 2 -> SlowPolicy.DROP;
      case 3 -> SlowPolicy.DISCONNECT;
      default -> null;
    };
  }

  private static CorruptChannelException damaged(String name, long size) {
    return new CorruptChannelException(
        "%s: its header is damaged or the object cut short: size=%d".formatted(name, size));
  }
}
