package org.javaipc.core.topic;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import org.javaipc.CorruptChannelException;
import org.javaipc.core.endpoint.Fields;
import org.javaipc.core.endpoint.RecordStamp;
import org.javaipc.core.endpoint.RegionFields;
import org.javaipc.spi.Checkpoint;

/**
 * A publisher's side of its lane: a ring that it alone writes and any number of readers follow.
 *
 * <p>A record is published as in a channel's ring: the stamp behind it is cleared, then its own is stored, with release.
 * What is new is the <em>floor</em>, the oldest position that may still be read. Room is made by raising it, from record
 * to record; a reader that has copied a message looks at the floor behind an acquire fence, and throws the copy away if
 * the floor is above it. The writer stores the floor, makes a release fence, and writes only then, so a reader that has
 * copied one byte of the new record sees a floor that tells it so. To spare readers a cache line that changes with each
 * message, the floor rises by an eighth of the capacity at a time.
 *
 * <p>The last record is never given up before the next one is published: while one is written, it and the padding before
 * it take at most half of the capacity, and the floor is raised by an eighth more at most.
 *
 * <p>For one thread. Never waits.
 */
final class TopicWriter {
  /** Whom a lane has to spare. */
  @FunctionalInterface
  interface Readers {
    /** {@return the least position at which a reader may still be; above all positions if none has to be spared} */
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

  /** The floor up to which no reader has to be spared any more. */
  private long granted;

  private long messagesBelow;
  private long rises;
  private long published;
  private long roomWaits;

  /**
   * Goes on with a lane where its last publisher ended, at whatever instant.
   *
   * @param name of the topic, for messages
   * @param descriptor of the lane
   * @param data of the lane; a power of two in size
   * @param maxMessage longest message in bytes
   * @param readers to spare
   * @throws CorruptChannelException if what stands there was written by no publisher
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

  /** Finds the end of what was published, which its publisher may not have lived to count. */
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

  /** {@return the position behind the record at one} */
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
   * @return where in {@link #data} the message goes; -1 if a reader has to be spared
   */
  long room(long length) throws CorruptChannelException {
    long record = RecordStamp.recordLength(length);
    long index = position & mask;
    long toEnd = capacity - index;
    long needed = (record <= toEnd ? record : toEnd + record) + RecordStamp.LENGTH;
    if (position + needed > granted + capacity && !raise(position + needed - capacity)) {
      return -1;
    }
    if (record > toEnd) {
      pad(index, toEnd);
      index = 0;
    }
    return index + RecordStamp.LENGTH;
  }

  /**
   * Raises the floor, unless it is high enough already and only was not granted.
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

  /** To the first record that begins at the least position or behind it, and to later ones up to the most. */
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

  /** Publishes the message for which {@link #room} made room, or its beginning. */
  void publish(long length) {
    long index = position & mask;
    long next = position + RecordStamp.recordLength(length);
    Checkpoint.SEND_COPIED.pass();
    records.putLong(next & mask, RecordStamp.NONE);
    Checkpoint.SEND_CLEARED.pass();
    records.putLongRelease(index, RecordStamp.message(position, length));
    long start = position;
    position = next; // nothing that could throw comes between
    count(start);
    Checkpoint.SEND_PUBLISHED.pass();
    header.putLongOpaque(TopicDescriptor.POSITION_OFFSET, next);
  }

  /** Says where the last message is, to those who come late. */
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
