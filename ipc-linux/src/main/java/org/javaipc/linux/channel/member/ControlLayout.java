package org.javaipc.linux.channel.member;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.Optional;
import org.javaipc.CorruptChannelException;
import org.javaipc.linux.channel.message.ChannelLimits;
import org.javaipc.spi.ChangeMark;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.MessageType;

/**
 * The format of a control region, version 2: the members of a channel whose messages a kernel object carries.
 * Little-endian. Any peer may have written anything, so each reader of a field checks it.
 *
 * <pre>
 * header                                      sender, one a place
 * +------+--------------------------------+   +------+--------------------------------+
 * |    0 | magic                          |   |    0 | state                          |
 * |    8 | version                        |   |    4 | generation                     |
 * |   12 | length up to the type          |   |    8 | process slot                   |
 * |   16 | capacity                       |   |   16 | messages sent                  |
 * |   24 | maxMessage                     |   |   24 | waits for room                 |
 * |   32 | senders                        |   +------+--------------------------------+
 * |   36 | flags                          |
 * |   40 | receiver's process slot        |
 * |   48 | state                          |
 * |   56 | joins                          |
 * |   64 | senders that died              |
 * |   72 | messages received              |
 * |   80 | changes of membership          |
 * +------+--------------------------------+
 * |  128 | notes of the medium            |
 * |  192 | senders                        |
 * +------+--------------------------------+
 * | behind the senders | type of messages |
 * +------+--------------------------------+
 * </pre>
 */
public final class ControlLayout {
  /** {@code JAVAIPCK} in memory. */
  public static final long MAGIC = 0x4b43_5049_4156_414aL;

  static final int VERSION = 2;

  /** States of a channel; only an open one can be joined. */
  public static final int OPEN = 1;

  public static final int ENDED = 2;
  static final int CLOSED = 3;

  /** States of a sender's place. */
  public static final int FREE = 0;

  public static final int JOINED = 1;

  /** Of a sender that may have left, whose last message broke off in its middle: the receiver frees it. */
  public static final int BROKEN_OFF = 2;

  static final long NOTES_LENGTH = 64;

  private static final int FLAG_MAILBOX = 1;
  private static final int FLAG_FRAMED = 2;
  private static final long MAGIC_OFFSET = 0;
  private static final long VERSION_OFFSET = MAGIC_OFFSET + Long.BYTES;
  private static final long LENGTH_OFFSET = VERSION_OFFSET + Integer.BYTES;
  private static final long CAPACITY_OFFSET = LENGTH_OFFSET + Integer.BYTES;
  private static final long MAX_MESSAGE_OFFSET = CAPACITY_OFFSET + Long.BYTES;
  private static final long SENDERS_OFFSET = MAX_MESSAGE_OFFSET + Long.BYTES;
  private static final long FLAGS_OFFSET = SENDERS_OFFSET + Integer.BYTES;
  private static final long RECEIVER_SLOT_OFFSET = FLAGS_OFFSET + Integer.BYTES;
  private static final long STATE_OFFSET = RECEIVER_SLOT_OFFSET + Long.BYTES;
  private static final long JOINS_OFFSET = STATE_OFFSET + Long.BYTES;
  private static final long DIED_OFFSET = JOINS_OFFSET + Long.BYTES;
  private static final long RECEIVED_OFFSET = DIED_OFFSET + Long.BYTES;
  private static final long CHANGES_OFFSET = RECEIVED_OFFSET + Long.BYTES;
  private static final long NOTES_OFFSET = 128;
  private static final long SENDERS_BEGIN = NOTES_OFFSET + NOTES_LENGTH;
  private static final long SENDER_LENGTH = 32;
  private static final long GENERATION = Integer.BYTES;
  private static final long SLOT = 2 * Integer.BYTES;
  private static final long SENT = SLOT + Long.BYTES;
  private static final long WAITS = SENT + Long.BYTES;

  private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

  private final MemorySegment region;

  public ControlLayout(MemorySegment region) {
    this.region = region;
  }

  /** {@return the bytes of a region for a number of senders} */
  public static long length(int senders) {
    return typeOffset(senders) + MessageType.SIZE;
  }

  private static long typeOffset(int senders) {
    return SENDERS_BEGIN + senders * SENDER_LENGTH;
  }

  /** Writes the type that the receiver states for its messages, before the channel opens. */
  public static void putType(MemorySegment region, ChannelLimits geometry, Optional<String> type) {
    MessageType.write(region, typeOffset(geometry.senders()), type);
  }

  /**
   * {@return the type that the receiver states for its messages} A region that ends with its senders has none.
   *
   * @throws CorruptChannelException if the region has an invalid type
   */
  public Optional<String> type(ChannelLimits geometry, String name) throws CorruptChannelException {
    long offset = typeOffset(geometry.senders());
    return region.byteSize() < offset + MessageType.SIZE
        ? Optional.empty()
        : MessageType.read(region, offset, name);
  }

  /** {@return the longest region} */
  public static long longest() {
    return length(ChannelOptions.MAX_SENDERS);
  }

  /** {@return the receiver's process slot; 0 if the region is too short to have one} */
  public static long receiverSlot(MemorySegment start) {
    return start.byteSize() < SENDERS_BEGIN ? 0 : (long) LONG.get(start, RECEIVER_SLOT_OFFSET);
  }

  /** Writes the header into zeroed memory; the channel is not open yet. */
  public static void initialize(MemorySegment region, ChannelLimits geometry, long receiverSlot) {
    INT.set(region, VERSION_OFFSET, VERSION);
    INT.set(region, LENGTH_OFFSET, (int) typeOffset(geometry.senders()));
    LONG.set(region, MAX_MESSAGE_OFFSET, geometry.maxMessage());
    INT.set(region, SENDERS_OFFSET, geometry.senders());
    INT.set(
        region,
        FLAGS_OFFSET,
        (geometry.mailbox() ? FLAG_MAILBOX : 0) | (geometry.framed() ? FLAG_FRAMED : 0));
    LONG.set(region, RECEIVER_SLOT_OFFSET, receiverSlot);
    LONG.set(region, CAPACITY_OFFSET, geometry.capacity());
    LONG.setRelease(region, MAGIC_OFFSET, MAGIC);
  }

  /**
   * {@return the geometry that another process wrote}
   *
   * @throws CorruptChannelException if this is not a control region of this version
   */
  public ChannelLimits check(String name) throws CorruptChannelException {
    if (region.byteSize() < SENDERS_BEGIN
        || (long) LONG.getAcquire(region, MAGIC_OFFSET) != MAGIC) {
      throw new CorruptChannelException(
          name + ": not a javaipc channel (the magic number is missing)");
    }
    int version = (int) INT.get(region, VERSION_OFFSET);
    if (version != VERSION) {
      throw new CorruptChannelException(
          "%s: has format version %d, this library has %d; use the same release at both ends"
              .formatted(name, version, VERSION));
    }
    int flags = (int) INT.get(region, FLAGS_OFFSET);
    ChannelLimits geometry =
        new ChannelLimits(
            (long) LONG.get(region, CAPACITY_OFFSET),
            (long) LONG.get(region, MAX_MESSAGE_OFFSET),
            (int) INT.get(region, SENDERS_OFFSET),
            (flags & FLAG_MAILBOX) != 0,
            (flags & FLAG_FRAMED) != 0,
            false);
    if (!geometry.isValid()
        || (int) INT.get(region, LENGTH_OFFSET) != typeOffset(geometry.senders())
        || region.byteSize() < typeOffset(geometry.senders())) {
      throw new CorruptChannelException(
          "%s: its header is damaged or the object cut short: %s".formatted(name, geometry));
    }
    return geometry;
  }

  /** {@return where the medium records what its senders need; any process may have overwritten it} */
  public MemorySegment notes() {
    return region.asSlice(NOTES_OFFSET, NOTES_LENGTH);
  }

  /** Says how much the medium really holds, before the channel opens. */
  public void putCapacity(long capacity) {
    LONG.setOpaque(region, CAPACITY_OFFSET, capacity);
  }

  public int state() {
    return (int) INT.getVolatile(region, STATE_OFFSET);
  }

  int stateOpaque() {
    return (int) INT.getOpaque(region, STATE_OFFSET);
  }

  public void putState(int state) {
    INT.setVolatile(region, STATE_OFFSET, state);
  }

  long changes() {
    return (long) LONG.getOpaque(region, CHANGES_OFFSET);
  }

  long changesAcquire() {
    return (long) LONG.getVolatile(region, CHANGES_OFFSET);
  }

  /** Changes the word of changes, even while others do. */
  public void countChange() {
    LONG.setVolatile(region, CHANGES_OFFSET, ChangeMark.next());
  }

  long joins() {
    return (long) LONG.getOpaque(region, JOINS_OFFSET);
  }

  public long died() {
    return (long) LONG.getOpaque(region, DIED_OFFSET);
  }

  void putDied(long died) {
    LONG.setOpaque(region, DIED_OFFSET, died);
  }

  public long received() {
    return (long) LONG.getOpaque(region, RECEIVED_OFFSET);
  }

  void putReceived(long received) {
    LONG.setOpaque(region, RECEIVED_OFFSET, received);
  }

  public int senderState(int place) {
    return (int) INT.getAcquire(region, sender(place));
  }

  int senderGeneration(int place) {
    return (int) INT.getOpaque(region, sender(place) + GENERATION);
  }

  public long senderSlot(int place) {
    return (long) LONG.getOpaque(region, sender(place) + SLOT);
  }

  public long sent(int place) {
    return (long) LONG.getOpaque(region, sender(place) + SENT);
  }

  void putSent(int place, long sent) {
    LONG.setOpaque(region, sender(place) + SENT, sent);
  }

  public long waits(int place) {
    return (long) LONG.getOpaque(region, sender(place) + WAITS);
  }

  void putWaits(int place, long waits) {
    LONG.setOpaque(region, sender(place) + WAITS, waits);
  }

  /** Takes a free place, under the name's lock; {@return its generation}. */
  int join(int place, long slot) {
    int generation = senderGeneration(place) + 1;
    INT.setOpaque(region, sender(place) + GENERATION, generation);
    LONG.setOpaque(region, sender(place) + SLOT, slot);
    INT.setVolatile(region, sender(place), JOINED);
    LONG.setOpaque(region, JOINS_OFFSET, joins() + 1);
    countChange();
    return generation;
  }

  /** Says that the last message of a place's own sender broke off in its middle. */
  void breakOff(int place) {
    INT.setVolatile(region, sender(place), BROKEN_OFF);
    countChange();
  }

  /** Gives a place back: its own sender, or the receiver for a dead one, under the name's lock. */
  void free(int place) {
    INT.setVolatile(region, sender(place), FREE);
    countChange();
  }

  private static long sender(int place) {
    return SENDERS_BEGIN + place * SENDER_LENGTH;
  }
}
