package org.javaipc.core.event;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import org.javaipc.CorruptChannelException;
import org.javaipc.core.endpoint.Fields;

/**
 * The format of an event word in shared memory, version 2. Little-endian. Fields with different writers are two cache
 * lines apart.
 *
 * <pre>
 * +------+--------------------------------+
 * |    0 | magic                          |
 * |    8 | version                        |
 * |   16 | listener's process slot        |
 * +------+--------------------------------+
 * |  128 | listener's sleep word          |
 * |  132 | whether the listener closed     |
 * +------+--------------------------------+
 * |  256 | pending events, a byte each    |
 * +------+--------------------------------+
 * </pre>
 */
public final class EventLayout {
  /** {@code JAVAIPCE} in memory. */
  static final long MAGIC = 0x4543_5049_4156_414aL;

  static final int VERSION = 2;

  private static final long LINES = 128;

  private static final long MAGIC_OFFSET = 0;
  private static final long VERSION_OFFSET = MAGIC_OFFSET + Long.BYTES;
  private static final long LISTENER_SLOT_OFFSET = VERSION_OFFSET + Long.BYTES;
  static final long LISTENER_WORD_OFFSET = LINES;
  static final long CLOSED_OFFSET = LISTENER_WORD_OFFSET + Integer.BYTES;

  /** Where the pending events begin, a byte each. */
  public static final long PENDING_OFFSET = 2 * LINES;

  /** Of {@link #CLOSED_OFFSET}. */
  static final int CLOSED = 1;

  /** How many events one load sees. */
  private static final int EVENTS_A_LOAD = Long.BYTES;

  /** Size of the whole region in bytes. */
  static final long LENGTH = 4096;

  private EventLayout() {}

  /** Writes the header of a new event word into zeroed memory. */
  static void initialize(MemorySegment region, long listenerSlot) {
    Fields.putInt(region, VERSION_OFFSET, VERSION);
    Fields.putLong(region, LISTENER_SLOT_OFFSET, listenerSlot);
    Fields.putLongRelease(region, MAGIC_OFFSET, MAGIC);
  }

  /**
   * Makes an event pending, and fences. The listener clears the event before it checks what the event stands for, so
   * one event may stand for those of two notifiers, but none is lost.
   *
   * @param region of the listener
   * @param event from 0 to 63
   */
  public static void raise(MemorySegment region, int event) {
    Fields.putByteVolatile(region, PENDING_OFFSET + event, (byte) 1);
    VarHandle.fullFence();
  }

  /**
   * {@return whether an event is pending}
   *
   * @param region of the listener
   */
  public static boolean isPending(MemorySegment region) {
    long pending = 0;
    for (int event = 0; event < Long.SIZE; event += EVENTS_A_LOAD) {
      pending |= Fields.getLongOpaque(region, PENDING_OFFSET + event);
    }
    return pending != 0;
  }

  /**
   * Takes the pending events.
   *
   * @param region of the listener
   * @return the events, one bit each
   */
  public static long take(MemorySegment region) {
    long events = 0;
    for (int event = 0; event < Long.SIZE; event += EVENTS_A_LOAD) {
      long pending = Fields.getLongAcquire(region, PENDING_OFFSET + event);
      for (int i = 0; pending != 0; i++, pending >>>= Byte.SIZE) {
        if ((pending & 0xff) != 0) {
          Fields.putByteVolatile(region, PENDING_OFFSET + event + i, (byte) 0);
          events |= 1L << (event + i);
        }
      }
    }
    VarHandle.fullFence();
    return events;
  }

  /**
   * {@return the listener's process slot; 0 if the region is too short to have one}
   *
   * @param region the whole object, or the start of it
   */
  public static long listenerSlot(MemorySegment region) {
    return region.byteSize() < LISTENER_SLOT_OFFSET + Long.BYTES
        ? 0
        : Fields.getLong(region, LISTENER_SLOT_OFFSET);
  }

  /**
   * Checks a region that another process created.
   *
   * @param region the whole object
   * @param name of the object, for messages
   * @throws CorruptChannelException if it is not an event word of this version, or cut short
   */
  public static void check(MemorySegment region, String name) throws CorruptChannelException {
    if (region.byteSize() < LENGTH || Fields.getLongAcquire(region, MAGIC_OFFSET) != MAGIC) {
      throw new CorruptChannelException(
          name + ": not a javaipc event word (the magic number is missing)");
    }
    int version = Fields.getInt(region, VERSION_OFFSET);
    if (version != VERSION) {
      throw new CorruptChannelException(
          "%s: has format version %d, this library has %d; use the same release at both ends"
              .formatted(name, version, VERSION));
    }
  }
}
