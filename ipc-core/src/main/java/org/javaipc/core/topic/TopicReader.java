package org.javaipc.core.topic;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import org.javaipc.Address;
import org.javaipc.CorruptChannelException;
import org.javaipc.SlowPolicy;
import org.javaipc.TooSlowException;
import org.javaipc.core.endpoint.Fields;
import org.javaipc.core.endpoint.RecordStamp;
import org.javaipc.core.endpoint.RegionFields;
import org.javaipc.spi.TopicHistory;

/**
 * A subscription's reader of one lane, which it can only read. It first copies a message, and then checks whether it
 * was overtaken meanwhile: the copy, an acquire fence, the floor (or the publisher's verdict, if publishers wait). If
 * the copy contains one byte of a later record, the fences of both processes ensure that the reader sees the floor that
 * was stored before that byte. Until that check nothing in the copy is trusted, including the stamp and its length. The
 * length is checked against the limits before it is used, and a wrong stamp means corruption only if the floor is not
 * above it.
 *
 * <p>For one thread. Never waits.
 */
final class TopicReader {
  private static final int MOST_ATTEMPTS = 1 << 20;

  private final Address address;
  private final String name;
  private final MemorySegment descriptor;
  private final MemorySegment data;
  private final RegionFields header;
  private final RegionFields records;
  private final RegionFields progress;
  private final long capacity;
  private final long mask;
  private final long maxMessage;
  private final SlowPolicy slow;
  private final long verdict;
  private final long token;

  /** Where the next record begins. */
  private long position;

  /** Messages before it, since the topic began. */
  private long passed;

  /** The position when the publisher was last told of room. */
  private long told;

  private long length;
  private long taken;
  private long missed;

  /**
   * Reads from position 0, until {@link #begin}.
   *
   * @param address of the topic, for messages
   * @param name of its object, for messages
   * @param limits of the topic
   * @param descriptor of the lane
   * @param data of the lane; a power of two in size
   * @param own where this subscription publishes its position in the lane
   * @param index of this subscription
   * @param token of this subscription, by which publishers identify it
   */
  TopicReader(
      Address address,
      String name,
      TopicLimits limits,
      MemorySegment descriptor,
      MemorySegment data,
      MemorySegment own,
      int index,
      long token) {
    this.address = address;
    this.name = name;
    this.descriptor = descriptor;
    this.data = data;
    this.header = new RegionFields(descriptor);
    this.records = new RegionFields(data);
    this.progress = new RegionFields(own);
    this.capacity = data.byteSize();
    this.mask = capacity - 1;
    this.maxMessage = limits.maxMessage();
    this.slow = limits.slow();
    this.verdict = TopicDescriptor.verdictOffset(index);
    this.token = token;
  }

  /** {@return where the next record begins} */
  long position() {
    return position;
  }

  long messageLength() {
    return length;
  }

  long missed() {
    return missed;
  }

  long taken() {
    return taken;
  }

  /** {@return how many messages are published and not passed} */
  long lag() {
    return Math.max(
        0, Fields.getLongAcquire(descriptor, TopicDescriptor.PUBLISHED_OFFSET) - passed);
  }

  /** {@return how many bytes, framing included, are published and not passed} */
  long bytesBehind() {
    long written = Fields.getLongAcquire(descriptor, TopicDescriptor.POSITION_OFFSET);
    return Math.clamp(written - position, 0, capacity);
  }

  /** {@return how many messages have ever been published} */
  long published() {
    return Fields.getLongAcquire(descriptor, TopicDescriptor.PUBLISHED_OFFSET);
  }

  /**
   * Moves to where a new subscription begins, and publishes that position.
   *
   * @param history that it wants
   */
  void begin(TopicHistory history) throws CorruptChannelException {
    int attempts = 0;
    do {
      checkAttempts(++attempts);
      goTo(history);
      record();
      telling();
      VarHandle.fullFence(); // any later rise of the floor sees the position
    } while (isBelowFloor(position));
  }

  /** {@return whether the floor has risen above this subscription's published position} */
  boolean isBelowFloor() {
    return isBelowFloor(position);
  }

  private boolean isBelowFloor(long at) {
    return Fields.getLongAcquire(descriptor, TopicDescriptor.FLOOR_OFFSET) > at;
  }

  private void goTo(TopicHistory history) throws CorruptChannelException {
    long count = published();
    long end = endOf(count);
    int attempts = 0;
    while (end < 0) {
      checkAttempts(++attempts);
      count = published();
      end = endOf(count);
    }
    if (history.messages() == 0) {
      position = end;
      passed = count;
      return;
    }
    goToFloor();
    while (passed < count
        && (count - passed > history.messages() || end - position > history.bytes())) {
      if (!step()) {
        checkAttempts(++attempts);
        goToFloor(); // which has risen meanwhile
      }
    }
  }

  /** {@return the position after the last message, given the number of messages; -1 if there are more by now} */
  private long endOf(long count) throws CorruptChannelException {
    if (count == 0) {
      return 0;
    }
    long last = lastOf(count);
    long stamp = Fields.getLong(data, Math.max(0, last) & mask & -RecordStamp.LENGTH);
    VarHandle.acquireFence();
    if (last < 0 || published() != count) {
      return -1;
    }
    if (!RecordStamp.isOf(stamp, last) || RecordStamp.isPadding(stamp) || !fits(stamp, last)) {
      throw corrupt(stamp, last);
    }
    return last + RecordStamp.recordLength(RecordStamp.length(stamp));
  }

  /** {@return where the last message begins, given the number of messages; -1 if there are more by now} */
  private long lastOf(long count) throws CorruptChannelException {
    long last = Fields.getLong(descriptor, TopicDescriptor.lastOffset(count));
    VarHandle.acquireFence();
    if (published() != count) {
      return -1;
    }
    if (!RecordStamp.isPosition(last)) {
      throw corrupt(0, last);
    }
    return last;
  }

  /** Moves to the oldest record that exists, after reading the floor. */
  private void goToFloor() throws CorruptChannelException {
    long rises;
    long floor;
    long below;
    int attempts = 0;
    VarHandle.acquireFence(); // the pair is at least as new as the floor
    do {
      checkAttempts(++attempts);
      rises = Fields.getLongAcquire(descriptor, TopicDescriptor.RISES_OFFSET);
      floor = Fields.getLong(descriptor, TopicDescriptor.pairOffset(rises));
      below = Fields.getLong(descriptor, TopicDescriptor.pairOffset(rises) + Long.BYTES);
      VarHandle.acquireFence();
    } while (Fields.getLongOpaque(descriptor, TopicDescriptor.RISES_OFFSET) != rises);
    if (!RecordStamp.isPosition(floor) || floor < position || below < passed) {
      throw corrupt(0, floor);
    }
    position = floor;
    passed = below;
  }

  /** Passes one record without reading its message; {@return false if it was overwritten meanwhile} */
  private boolean step() throws CorruptChannelException {
    long stamp = Fields.getLongAcquire(data, position & mask);
    VarHandle.acquireFence();
    if (isBelowFloor(position)) {
      return false;
    }
    if (!RecordStamp.isOf(stamp, position) || !fits(stamp, position)) {
      throw corrupt(stamp, position);
    }
    passed += RecordStamp.isPadding(stamp) ? 0 : 1;
    position += RecordStamp.recordLength(RecordStamp.length(stamp));
    return true;
  }

  private boolean fits(long stamp, long at) {
    long index = at & mask;
    long bytes = RecordStamp.length(stamp);
    return RecordStamp.isPadding(stamp)
        ? index != 0 && RecordStamp.LENGTH + bytes == capacity - index
        : bytes <= maxMessage && RecordStamp.recordLength(bytes) <= capacity - index;
  }

  /** {@return whether nothing was published since the last record, and no publisher has disconnected this subscription} */
  boolean isQuiet() {
    return records.getLongOpaque(position & mask) == RecordStamp.NONE
        && !isOvertaken()
        && header.getLongOpaque(verdict) != token;
  }

  /**
   * Checks for the next message without taking it. It may be overwritten before it is copied.
   *
   * @return whether there is one now
   * @throws TooSlowException if this subscription was disconnected
   */
  boolean peek() throws TooSlowException, CorruptChannelException {
    while (true) {
      long stamp = records.getLongAcquire(position & mask);
      if (RecordStamp.isOf(stamp, position) && fits(stamp, position)) {
        if (!RecordStamp.isPadding(stamp)) {
          length = RecordStamp.length(stamp);
          return true;
        }
        if (isOvertaken()) {
          catchUp();
        } else {
          position += RecordStamp.recordLength(RecordStamp.length(stamp));
        }
      } else if (!isOvertaken()) {
        if (stamp == RecordStamp.NONE) {
          return false;
        }
        throw corrupt(stamp, position);
      } else {
        catchUp();
      }
    }
  }

  /**
   * Copies the message that {@link #peek} saw; {@link #take} passes it.
   *
   * @param into the target, long enough for the message
   * @return false if it was overwritten meanwhile: what was copied is not a message
   * @throws TooSlowException if this subscription was disconnected
   */
  boolean copy(MemorySegment into) throws TooSlowException, CorruptChannelException {
    long index = (position & mask) + RecordStamp.LENGTH;
    records.copyTo(index, into, length);
    if (isOvertaken()) {
      catchUp();
      return false;
    }
    return true;
  }

  /** Takes the message that was copied. */
  void take() {
    position += RecordStamp.recordLength(length);
    passed++;
    taken++;
    record();
  }

  /** {@return whether the data read at the position before this call may belong to a later record} */
  private boolean isOvertaken() {
    VarHandle.acquireFence();
    return slow == SlowPolicy.WAIT
        ? header.getLongOpaque(verdict) == token
        : header.getLongOpaque(TopicDescriptor.FLOOR_OFFSET) > position;
  }

  private void catchUp() throws TooSlowException, CorruptChannelException {
    if (slow != SlowPolicy.DROP) {
      throw tooSlow();
    }
    long before = passed;
    long from = position;
    goToFloor();
    if (position == from) {
      throw corrupt(0, position); // the floor that was seen contradicts the pair
    }
    missed += passed - before;
  }

  private TooSlowException tooSlow() {
    return new TooSlowException(
        "%s: this subscription was too slow for a publisher and was disconnected (%s); close it and subscribe again"
            .formatted(
                address, slow == SlowPolicy.WAIT ? "its patience is over" : "slow=disconnect"));
  }

  /** Throws if a publisher has disconnected this subscription. */
  void checkVerdict() throws TooSlowException {
    if (header.getLongOpaque(verdict) == token) {
      throw tooSlow();
    }
  }

  /**
   * Copies the last message, even if it was taken already, and passes it.
   *
   * @param copy makes room and takes the copy
   * @return its length; -1 if nothing was ever published
   */
  long takeLast(MessageCopy copy) throws CorruptChannelException {
    int attempts = 0;
    while (true) {
      checkAttempts(++attempts);
      long count = published();
      if (count == 0) {
        return -1;
      }
      long last = lastOf(count);
      if (last < 0) {
        continue;
      }
      long stamp = Fields.getLongAcquire(data, last & mask);
      boolean whole =
          RecordStamp.isOf(stamp, last) && !RecordStamp.isPadding(stamp) && fits(stamp, last);
      long bytes = RecordStamp.length(stamp);
      if (whole) {
        MemorySegment.copy(
            data, (last & mask) + RecordStamp.LENGTH, copy.ofLength(bytes), 0, bytes);
      }
      VarHandle.acquireFence();
      if (isBelowFloor(last)) {
        continue;
      }
      if (!whole) {
        throw corrupt(stamp, last);
      }
      if (position <= last) {
        taken += count - passed;
        position = last + RecordStamp.recordLength(bytes);
        passed = count;
      }
      return bytes;
    }
  }

  /** Moves past everything in the lane: its publisher wrote invalid data, and another publisher has the lane now. */
  void skipAll() throws CorruptChannelException {
    position = 0;
    passed = 0;
    goTo(TopicHistory.NONE);
  }

  /** {@return whether enough was read since the publisher was last told that it should be told again} */
  boolean isTellingDue() {
    return position - told >= capacity >>> 3;
  }

  /** {@return whether the publisher was not told this reader's position yet} */
  boolean isUntold() {
    return position != told;
  }

  /**
   * Publishes that everything before the position may be overwritten. A sleeping publisher is woken by the caller
   * afterwards.
   */
  void telling() {
    progress.putLongRelease(SubscriptionDescriptor.DONE_OFFSET, position);
    told = position;
  }

  /** Publishes this reader's position, for inspection. */
  void record() {
    progress.putLongOpaque(SubscriptionDescriptor.POSITION_OFFSET, position);
    progress.putLongOpaque(SubscriptionDescriptor.TAKEN_OFFSET, passed);
    progress.putLongOpaque(SubscriptionDescriptor.MISSED_OFFSET, missed);
  }

  /** Limits retries: no publisher is so fast that a consistent pair cannot be read in that many attempts. */
  private void checkAttempts(int attempts) throws CorruptChannelException {
    if (attempts > MOST_ATTEMPTS) {
      throw corrupt(RecordStamp.NONE, position);
    }
  }

  private CorruptChannelException corrupt(long stamp, long at) {
    return new CorruptChannelException(
        "%s: malformed record from publisher: stamp=0x%016x at position=%d (capacity=%d, maxMessage=%d)"
            .formatted(name, stamp, at, capacity, maxMessage));
  }
}
