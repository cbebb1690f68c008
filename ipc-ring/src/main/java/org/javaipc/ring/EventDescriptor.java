package org.javaipc.ring;

import java.lang.foreign.MemorySegment;
import org.javaipc.CorruptChannelException;

/**
 * The format of an event word in shared memory, version 1. Little-endian. Fields that different
 * sides write are two cache lines apart.
 *
 * <pre>
 * +------+--------------------------------+
 * |    0 | magic                          |
 * |    8 | version                        |
 * |   16 | listener's process slot        |
 * +------+--------------------------------+
 * |  128 | listener's sleep word          |
 * +------+--------------------------------+
 * |  256 | pending events, a bit each     |
 * +------+--------------------------------+
 * </pre>
 */
final class EventDescriptor {
  /** {@code JAVAIPCE} in memory. */
  static final long MAGIC = 0x4543_5049_4156_414aL;

  static final int VERSION = 1;

  private static final long LINES = 128;

  private static final long MAGIC_OFFSET = 0;
  private static final long VERSION_OFFSET = MAGIC_OFFSET + Long.BYTES;
  private static final long LISTENER_SLOT_OFFSET = VERSION_OFFSET + Long.BYTES;
  static final long LISTENER_WORD_OFFSET = LINES;
  static final long PENDING_OFFSET = 2 * LINES;

  /** Size of the whole region in bytes. */
  static final long LENGTH = 4096;

  private EventDescriptor() {}

  /** Writes the header of a new event word into zeroed memory. */
  static void initialize(MemorySegment region, long listenerSlot) {
    Fields.putInt(region, VERSION_OFFSET, VERSION);
    Fields.putLong(region, LISTENER_SLOT_OFFSET, listenerSlot);
    Fields.putLongRelease(region, MAGIC_OFFSET, MAGIC);
  }

  /** {@return the listener's process slot; 0 if the region is too short to have one} */
  static long listenerSlot(MemorySegment region) {
    return region.byteSize() < LISTENER_SLOT_OFFSET + Long.BYTES
        ? 0
        : Fields.getLong(region, LISTENER_SLOT_OFFSET);
  }

  /**
   * Checks a region that somebody else made.
   *
   * @throws CorruptChannelException if it is no event word of this version, or cut short
   */
  static void check(MemorySegment region, String name) throws CorruptChannelException {
    if (region.byteSize() < LENGTH || Fields.getLongAcquire(region, MAGIC_OFFSET) != MAGIC) {
      throw new CorruptChannelException(
          name + ": is no event word of javaipc (it does not begin with its magic number)");
    }
    int version = Fields.getInt(region, VERSION_OFFSET);
    if (version != VERSION) {
      throw new CorruptChannelException(
          "%s: has format version %d, this library has %d; use the same release at both ends"
              .formatted(name, version, VERSION));
    }
  }
}
