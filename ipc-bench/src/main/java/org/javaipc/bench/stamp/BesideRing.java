package org.javaipc.bench.stamp;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.javaipc.MessageHandler;

/**
 * Stamps lie in a ring of their own, one a record, in the order of records: eight of them in a cache
 * line. A stamp carries its lap, so one of an earlier lap is not a stamp; payload is never read as one.
 */
final class BesideRing extends Ring {
  private static final long STAMPS = Knobs.CAPACITY / 32;
  private static final int LAP_SHIFT = Long.numberOfTrailingZeros(STAMPS);
  private static final long DATA = HEADER + STAMPS * 8;

  private long record;
  private long consumedRecords;

  BesideRing(Path file) {
    super(file, STAMPS * 8);
  }

  @Override
  boolean offer(MemorySegment source, int length) {
    enter();
    long at = start(position, length);
    long next = at + aligned(length);
    if (next - consumed > capacity || record - consumedRecords >= STAMPS) {
      consumedRecords = Words.getLongAcquire(memory, CONSUMED_RECORDS);
      consumed = Words.getLong(memory, CONSUMED);
      if (next - consumed > capacity || record - consumedRecords >= STAMPS) {
        leave();
        return false;
      }
    }
    MemorySegment.copy(source, 0, memory, DATA + (at & mask), length);
    Words.putLongRelease(memory, place(record), stamp(record, length));
    record++;
    position = next;
    published();
    leave();
    return true;
  }

  @Override
  int poll(MessageHandler handler, int limit) {
    enter();
    int taken = 0;
    while (taken < limit) {
      long stamp = Words.getLongAcquire(memory, place(record));
      int length = (int) stamp;
      if (stamp != stamp(record, length)) {
        if (consumedRecords != record) {
          publish();
        }
        break;
      }
      long at = start(position, length);
      if (length < 0 || length > capacity - (at & mask)) {
        throw corrupt(at, stamp);
      }
      handler.onMessage(memory, DATA + (at & mask), length);
      taken++;
      record++;
      position = at + aligned(length);
      if (position - consumed >= batch || record - consumedRecords >= STAMPS / Knobs.PART) {
        publish();
      }
    }
    leave();
    return taken;
  }

  private void publish() {
    Words.putLong(memory, CONSUMED, position);
    Words.putLongRelease(memory, CONSUMED_RECORDS, record);
    consumed = position;
    consumedRecords = record;
  }

  /** Where a message begins: both ends skip the rest of a lap in which it does not fit. */
  private long start(long position, int length) {
    long toEnd = capacity - (position & mask);
    return length > toEnd ? position + toEnd : position;
  }

  private static long place(long record) {
    return HEADER + ((record & (STAMPS - 1)) << 3);
  }

  private static long stamp(long record, int length) {
    return ((record >>> LAP_SHIFT) + 1) << 32 | length;
  }
}
