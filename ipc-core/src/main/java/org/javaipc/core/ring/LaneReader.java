package org.javaipc.core.ring;

import java.lang.foreign.MemorySegment;
import org.javaipc.CorruptChannelException;
import org.javaipc.core.endpoint.Fields;
import org.javaipc.core.endpoint.RecordStamp;
import org.javaipc.core.endpoint.RegionFields;
import org.javaipc.core.membership.SlotHeader;

/**
 * The consumer of a one-to-one ring. It polls the stamp at its own position, and publishes its position after each
 * eighth of the capacity and whenever the ring is empty. Trusts no byte of the ring.
 *
 * <p>For one thread. Never waits.
 *
 * <pre>{@code
 * while (reader.peek()) {
 *   reader.take();
 *   use(reader.data(), reader.messageOffset(), reader.messageLength());
 * }
 * reader.publish();
 * }</pre>
 */
final class LaneReader {
  private final String name;
  private final MemorySegment data;
  private final MemorySegment readOnlyData;
  private final RegionFields header;
  private final RegionFields records;
  private final long capacity;
  private final long mask;
  private final long maxMessage;

  /** Where the next record begins. */
  private long position;

  /** The position that the producer can see. */
  private long published;

  private long messageOffset;
  private long messageLength;
  private long received;

  /**
   * Begins where the lane's last consumer left off: at 0 in a new lane.
   *
   * @param name of the channel, for messages
   * @param descriptor of the lane
   * @param data of the lane; a power of two in size
   * @param maxMessage longest message in bytes
   * @throws CorruptChannelException if the last consumer's position is invalid
   */
  LaneReader(String name, MemorySegment descriptor, MemorySegment data, long maxMessage)
      throws CorruptChannelException {
    this.name = name;
    this.data = data;
    this.readOnlyData = data.asReadOnly();
    this.header = new RegionFields(descriptor);
    this.records = new RegionFields(data);
    this.capacity = data.byteSize();
    this.mask = capacity - 1;
    this.maxMessage = maxMessage;
    this.position = Fields.getLongAcquire(descriptor, RingLayout.CONSUMER_POSITION_OFFSET);
    this.published = position;
    this.received = Fields.getLong(descriptor, RingLayout.RECEIVED_OFFSET);
    if (!RecordStamp.isPosition(position)) {
      throw new CorruptChannelException(
          "%s: invalid position=%d of the last receiver; the object was damaged"
              .formatted(name, position));
    }
  }

  /**
   * Discards what may not have reached the medium completely before the machine restarted: everything after the last
   * position that a sender synced.
   */
  static void forgetUnsynced(MemorySegment region, RingLimits geometry) {
    for (int lane = 0; lane < geometry.lanes(); lane++) {
      MemorySegment descriptor = RingLayout.laneDescriptor(region, lane);
      long read = Fields.getLong(descriptor, RingLayout.CONSUMER_POSITION_OFFSET);
      long synced = Fields.getLong(descriptor, RingLayout.SYNCED_OFFSET);
      long end = Math.max(read, synced) & (geometry.capacity() - 1) & -RecordStamp.LENGTH;
      if (Fields.getInt(descriptor, SlotHeader.STATE_OFFSET) != SlotHeader.FREE) {
        Fields.putLong(RingLayout.laneData(region, geometry, lane), end, RecordStamp.NONE);
      }
    }
  }

  /** {@return where the next record begins} */
  long position() {
    return position;
  }

  /** {@return the lane's data, for reading only} */
  MemorySegment data() {
    return readOnlyData;
  }

  long messageOffset() {
    return messageOffset;
  }

  long messageLength() {
    return messageLength;
  }

  /**
   * Checks for the next message without taking it.
   *
   * @return whether there is one now
   */
  boolean peek() throws CorruptChannelException {
    long index = position & mask;
    long stamp = records.getLongAcquire(index);
    if (stamp == RecordStamp.NONE) {
      return false;
    }
    if (!RecordStamp.isOf(stamp, position)) {
      throw corrupt(stamp);
    }
    long length = RecordStamp.length(stamp);
    if (RecordStamp.isPadding(stamp)) {
      skip(stamp, index, length);
      return peek();
    }
    if (length > maxMessage || RecordStamp.recordLength(length) > capacity - index) {
      throw corrupt(stamp);
    }
    messageOffset = index + RecordStamp.LENGTH;
    messageLength = length;
    return true;
  }

  /** Takes the message that {@link #peek} saw. */
  void take() {
    position += RecordStamp.recordLength(messageLength);
    received++;
  }

  /**
   * Skips the end of the ring; the producer always fills it whole, so two never follow each other.
   */
  private void skip(long stamp, long index, long length) throws CorruptChannelException {
    if (index == 0 || RecordStamp.LENGTH + length != capacity - index) {
      throw corrupt(stamp);
    }
    position += RecordStamp.LENGTH + length;
  }

  /** {@return whether enough was read since the producer was last told that it should be told again} */
  boolean isPublicationDue() {
    return position - published >= capacity >>> 3;
  }

  /** {@return whether the producer does not know this consumer's position yet} */
  boolean isBehind() {
    return position != published;
  }

  /** Returns the room of everything that was taken to the producer, which the caller tells of it next. */
  void publish() {
    record();
    published = position; // behind until the producer can see it, whatever is thrown
  }

  /**
   * Records that everything that was taken has been dealt with, so that the next consumer begins after it if this one
   * is killed. The producer may notice the room, but is not told: {@link #publish} is still due.
   */
  void record() {
    header.putLongRelease(RingLayout.CONSUMER_POSITION_OFFSET, position);
    header.putLongOpaque(RingLayout.RECEIVED_OFFSET, received);
  }

  /** Discards whatever the former producer has written. */
  void clear() {
    Fields.putLong(data, position & mask, RecordStamp.NONE);
  }

  private CorruptChannelException corrupt(long stamp) {
    return new CorruptChannelException(
        "%s: malformed record from sender: stamp=0x%016x at position=%d (capacity=%d, maxMessage=%d)"
            .formatted(name, stamp, position, capacity, maxMessage));
  }
}
