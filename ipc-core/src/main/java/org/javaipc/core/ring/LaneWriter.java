package org.javaipc.core.ring;

import java.lang.foreign.MemorySegment;
import org.javaipc.CorruptChannelException;
import org.javaipc.core.endpoint.Fields;
import org.javaipc.core.endpoint.RecordStamp;
import org.javaipc.core.endpoint.RegionFields;
import org.javaipc.spi.Checkpoint;

/**
 * The producer of a one-to-one ring. A record is published by one release store of its stamp. The stamp of the record
 * after it is cleared before that, so the consumer never mistakes payload of an earlier lap for a stamp, and after a
 * crash the end is where the stamp is clear.
 *
 * <p>For one thread. Never waits.
 */
final class LaneWriter {
  private final String name;
  private final MemorySegment descriptor;
  private final MemorySegment data;
  private final RegionFields header;
  private final RegionFields records;
  private final long capacity;
  private final long mask;

  /** Where the next record begins. */
  private long position;

  /** The consumer's position as last read; there is room up to one capacity beyond it. */
  private long consumerPosition;

  private long sent;
  private long roomWaits;

  /**
   * Takes over a lane that is drained.
   *
   * @param name of the channel, for messages
   * @param descriptor of the lane
   * @param data of the lane; a power of two in size
   * @throws CorruptChannelException if the consumer's position is invalid
   */
  LaneWriter(String name, MemorySegment descriptor, MemorySegment data)
      throws CorruptChannelException {
    this.name = name;
    this.descriptor = descriptor;
    this.data = data;
    this.header = new RegionFields(descriptor);
    this.records = new RegionFields(data);
    this.capacity = data.byteSize();
    this.mask = capacity - 1;
    this.position = Fields.getLongAcquire(descriptor, RingLayout.CONSUMER_POSITION_OFFSET);
    this.consumerPosition = position;
    this.sent = Fields.getLong(descriptor, RingLayout.SENT_OFFSET);
    this.roomWaits = Fields.getLong(descriptor, RingLayout.ROOM_WAITS_OFFSET);
    if (!RecordStamp.isPosition(position)) {
      throw corrupt(position);
    }
    Fields.putLong(data, position & mask, RecordStamp.NONE);
  }

  /** {@return where the next record begins} */
  long position() {
    return position;
  }

  MemorySegment data() {
    return data;
  }

  /**
   * Makes sure that a message fits at once, padding the end of the ring if need be.
   *
   * @return where in {@link #data} the message goes; -1 if there is no room now
   */
  long room(long length) throws CorruptChannelException {
    long record = RecordStamp.recordLength(length);
    long index = position & mask;
    long toEnd = capacity - index;
    long needed = (record <= toEnd ? record : toEnd + record) + RecordStamp.LENGTH;
    if (position + needed > consumerPosition + capacity && !hasRoomNow(needed)) {
      return -1;
    }
    if (record > toEnd) {
      pad(index, toEnd);
      index = 0;
    }
    return index + RecordStamp.LENGTH;
  }

  /**
   * Makes sure that a message fits at once at the beginning of the ring, whose end is padded. For records that are to lie where
   * those of another ring do.
   *
   * @return where in {@link #data} the message goes; -1 if there is no room now, or this is at the beginning already
   */
  long roomInNextLap(long length) throws CorruptChannelException {
    long index = position & mask;
    long toEnd = capacity - index;
    long needed = toEnd + RecordStamp.recordLength(length) + RecordStamp.LENGTH;
    if (index == 0 || (position + needed > consumerPosition + capacity && !hasRoomNow(needed))) {
      return -1;
    }
    pad(index, toEnd);
    return RecordStamp.LENGTH;
  }

  private boolean hasRoomNow(long needed) throws CorruptChannelException {
    long read = Fields.getLongAcquire(descriptor, RingLayout.CONSUMER_POSITION_OFFSET);
    if (read < consumerPosition || read > position || read % RecordStamp.LENGTH != 0) {
      throw corrupt(read);
    }
    consumerPosition = read;
    return position + needed <= read + capacity;
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
    position = next; // nothing in between can throw
    sent++;
    try {
      account();
    } catch (StackOverflowError e) {
      // The message is published, and the next one's count includes it.
    }
  }

  /** Counts the published message, for inspection from outside. */
  private void account() {
    Checkpoint.SEND_PUBLISHED.pass();
    header.putLongOpaque(RingLayout.PRODUCER_POSITION_OFFSET, position);
    header.putLongOpaque(RingLayout.SENT_OFFSET, sent);
  }

  /** Records that everything up to here has reached the medium. */
  void markSynced() {
    Fields.putLongRelease(descriptor, RingLayout.SYNCED_OFFSET, position);
  }

  /** Counts that the sender had to wait. */
  void countRoomWait() {
    Fields.putLongOpaque(descriptor, RingLayout.ROOM_WAITS_OFFSET, ++roomWaits);
  }

  private CorruptChannelException corrupt(long read) {
    return new CorruptChannelException(
        "%s: invalid receiver position: read=%d, expected %d to %d; the memory was overwritten"
            .formatted(name, read, consumerPosition, position));
  }
}
