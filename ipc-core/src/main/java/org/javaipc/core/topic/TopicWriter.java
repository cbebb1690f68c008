package org.javaipc.core.topic;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import org.javaipc.CorruptChannelException;
import org.javaipc.core.endpoint.Fields;
import org.javaipc.core.endpoint.RecordStamp;
import org.javaipc.core.endpoint.RegionFields;
import org.javaipc.spi.Checkpoint;
import org.javaipc.spi.MemoryFault;

/**
 * A publisher's writer of its lane: a ring with one writer that any number of readers follow.
 *
 * <p>A record is published as in a channel's ring: the stamp after it is cleared, then its own is stored, with release.
 * In addition there is the <em>floor</em>, the oldest position that may still be read. The writer makes room by raising
 * it, from record to record. A reader that has copied a message reads the floor after an acquire fence, and discards
 * the copy if the floor is above it. The writer stores the floor, issues a release fence, and only then writes, so a
 * reader that has copied one byte of the new record also sees the new floor. To spare readers a cache line that changes
 * with each message, the floor rises by an eighth of the capacity at a time.
 *
 * <p>The last record is never overwritten before the next one is published: a new record and the padding before it take
 * at most half of the capacity, and the floor rises by at most another eighth.
 *
 * <p>For one thread. Never waits.
 */
final class TopicWriter {
  /** The readers that a lane has to wait for. */
  @FunctionalInterface
  interface Readers {
    /**
     * {@return the lowest position at which a reader may still be; above all positions if there is no reader to wait
     * for}
     */
    long slowest();
  }

  private final String name;
  private final MemorySegment descriptor;
  private final MemorySegment data;
  private final RegionFields header;
  private final RegionFields records;
  private final long capacity;
  private final long mask;
  private final long maxMessage;
  private final Readers readers;

  /** Where the next record begins. */
  private long position;

  /** The floor that readers see. */
  private long floor;

  /** The floor up to which no reader has to be waited for any more. */
  private long granted;

  private long messagesBelow;
  private long rises;
  private long published;
  private long roomWaits;

  /**
   * Continues a lane where its last publisher ended, at whatever instant that was.
   *
   * @param name of the topic, for messages
   * @param descriptor of the lane
   * @param data of the lane; a power of two in size
   * @param maxMessage longest message in bytes
   * @param readers to wait for
   * @throws CorruptChannelException if the lane holds data that no publisher writes
   */
  TopicWriter(
      String name, MemorySegment descriptor, MemorySegment data, long maxMessage, Readers readers)
      throws CorruptChannelException {
    this.name = name;
    this.descriptor = descriptor;
    this.data = data;
    this.header = new RegionFields(descriptor);
    this.records = new RegionFields(data);
    this.capacity = data.byteSize();
    this.mask = capacity - 1;
    this.maxMessage = maxMessage;
    this.readers = readers;
    this.rises = Fields.getLongAcquire(descriptor, TopicDescriptor.RISES_OFFSET);
    this.floor = Fields.getLong(descriptor, TopicDescriptor.pairOffset(rises));
    this.messagesBelow = Fields.getLong(descriptor, TopicDescriptor.pairOffset(rises) + Long.BYTES);
    this.published = Fields.getLongAcquire(descriptor, TopicDescriptor.PUBLISHED_OFFSET);
    this.roomWaits = Fields.getLong(descriptor, TopicDescriptor.ROOM_WAITS_OFFSET);
    this.position = published == 0 ? 0 : last();
    recover();
    this.granted = floor;
  }

  private long last() {
    return Fields.getLong(descriptor, TopicDescriptor.lastOffset(published));
  }

  /** Finds the end of what was published; the publisher may have died before it counted the last message. */
  private void recover() throws CorruptChannelException {
    if (!RecordStamp.isPosition(floor)
        || !RecordStamp.isPosition(position)
        || position < floor
        || position - floor > capacity
        || published < messagesBelow
        || messagesBelow < 0) {
      throw damaged();
    }
    if (published > 0) {
      position = behind(position); // the last one that was counted
    }
    while (position - floor < capacity && stampAt(position) != RecordStamp.NONE) {
      long stamp = stampAt(position);
      if (!RecordStamp.isOf(stamp, position)) {
        break; // of an earlier lap, or of a record that was not published
      }
      long start = position;
      position = behind(position);
      if (!RecordStamp.isPadding(stamp)) {
        count(start);
      }
    }
    if (position - floor > capacity - RecordStamp.LENGTH) {
      throw damaged();
    }
    Fields.putLong(data, position & mask, RecordStamp.NONE);
    Fields.putLongRelease(descriptor, TopicDescriptor.FLOOR_OFFSET, floor);
    Fields.putLongRelease(descriptor, TopicDescriptor.POSITION_OFFSET, position);
  }

  private long stampAt(long at) {
    return records.getLongOpaque(at & mask);
  }

  /** {@return the position after the record at a position} */
  private long behind(long at) throws CorruptChannelException {
    long stamp = stampAt(at);
    long record = RecordStamp.recordLength(RecordStamp.length(stamp));
    boolean fits =
        RecordStamp.isPadding(stamp)
            ? record == capacity - (at & mask)
            : RecordStamp.length(stamp) <= maxMessage && record <= capacity - (at & mask);
    if (!RecordStamp.isOf(stamp, at) || !fits) {
      throw damaged();
    }
    return at + record;
  }

  MemorySegment data() {
    return data;
  }

  long position() {
    return position;
  }

  /**
   * Makes sure that a message fits at once, padding the end of the ring if need be.
   *
   * @return where in {@link #data} the message goes; -1 if a reader has to be waited for
   */
  long room(long length) throws CorruptChannelException {
    long record = RecordStamp.recordLength(length);
    long index = position & mask;
    long toEnd = capacity - index;
    long needed = (record <= toEnd ? record : toEnd + record) + RecordStamp.LENGTH;
    if (position + needed > granted + capacity) {
      boolean raised = raise(position + needed - capacity);
      MemoryFault.settle();
      if (!raised) {
        return -1;
      }
    }
    if (record > toEnd) {
      pad(index, toEnd);
      index = 0;
    }
    return index + RecordStamp.LENGTH;
  }

  /**
   * Raises the floor, unless it is high enough already and only has not been granted.
   *
   * @param least position that it has to reach
   * @return whether everything below it may be overwritten
   */
  private boolean raise(long least) throws CorruptChannelException {
    if (floor < least) {
      long slowest = readers.slowest();
      if (slowest < least) {
        return false;
      }
      raiseTo(least, Math.min(slowest, least + (capacity >>> 3)));
    }
    if (readers.slowest() < floor) { // one who came just now
      return false;
    }
    granted = floor;
    return true;
  }

  /** Raises the floor to the first record at or after the least position, and on to later records up to the most. */
  private void raiseTo(long least, long most) throws CorruptChannelException {
    long to = floor;
    long below = messagesBelow;
    while (to < least) {
      below += RecordStamp.isPadding(stampAt(to)) ? 0 : 1;
      to = behind(to);
    }
    while (to < position && published - below > 1) {
      long next = behind(to);
      if (next > most) {
        break;
      }
      below += RecordStamp.isPadding(stampAt(to)) ? 0 : 1;
      to = next;
    }
    publishFloor(to, below);
  }

  private void publishFloor(long to, long below) {
    long next = rises + 1;
    Fields.putLong(descriptor, TopicDescriptor.pairOffset(next), to);
    Fields.putLong(descriptor, TopicDescriptor.pairOffset(next) + Long.BYTES, below);
    Fields.putLongRelease(descriptor, TopicDescriptor.RISES_OFFSET, next);
    Fields.putLongRelease(descriptor, TopicDescriptor.FLOOR_OFFSET, to);
    VarHandle.fullFence(); // before any byte below is written, and before the look at who has come
    rises = next;
    floor = to;
    messagesBelow = below;
  }

  private void pad(long index, long toEnd) {
    Fields.putLong(data, 0, RecordStamp.NONE);
    Fields.putLongRelease(data, index, RecordStamp.padding(position, toEnd - RecordStamp.LENGTH));
    position += toEnd;
  }

  /** Copies a message to where {@link #room} said; {@link #publish} publishes it. */
  void write(MemorySegment segment, long offset, long length, long room) {
    records.copyFrom(segment, offset, room, length);
  }

  /** Publishes the message for which {@link #room} made room, or the first part of it. */
  void publish(long length) {
    long index = position & mask;
    long next = position + RecordStamp.recordLength(length);
    Checkpoint.SEND_COPIED.pass();
    records.putLong(next & mask, RecordStamp.NONE);
    Checkpoint.SEND_CLEARED.pass();
    records.putLongRelease(index, RecordStamp.message(position, length));
    long start = position;
    position = next; // nothing in between can throw
    count(start);
    Checkpoint.SEND_PUBLISHED.pass();
    header.putLongOpaque(TopicDescriptor.POSITION_OFFSET, next);
  }

  /** Records where the last message is, for subscriptions that join later. */
  private void count(long start) {
    long next = published + 1;
    header.putLongOpaque(TopicDescriptor.lastOffset(next), start);
    header.putLongRelease(TopicDescriptor.PUBLISHED_OFFSET, next);
    published = next;
  }

  /** Counts that the publisher had to wait. */
  void countRoomWait() {
    Fields.putLongOpaque(descriptor, TopicDescriptor.ROOM_WAITS_OFFSET, ++roomWaits);
  }

  private CorruptChannelException damaged() {
    return new CorruptChannelException(
        "%s: a lane is damaged: floor=%d position=%d capacity=%d; the memory was overwritten"
            .formatted(name, floor, position, capacity));
  }
}
