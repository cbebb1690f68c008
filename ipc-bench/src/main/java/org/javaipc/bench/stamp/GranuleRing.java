package org.javaipc.bench.stamp;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.javaipc.MessageHandler;

/**
 * Stamps lie in an array of their own, one for each 32 bytes of payload; the one of a record's first
 * 32 bytes is used. A stamp carries its lap, so one of an earlier lap is not a stamp.
 */
final class GranuleRing extends Ring {
  private static final long STAMPS = Knobs.CAPACITY / 32;
  private static final int LAP_SHIFT = Long.numberOfTrailingZeros(Knobs.CAPACITY);
  private static final long DATA = HEADER + STAMPS * 8;

  GranuleRing(Path file) {
    super(file, STAMPS * 8);
  }

  @Override
  boolean offer(MemorySegment source, int length) {
    enter();
    long at = position;
    long toEnd = capacity - (at & mask);
    long padding = length > toEnd ? toEnd : 0;
    long next = at + padding + granules(length);
    if (next - consumed > capacity) {
      consumed = Words.getLongAcquire(memory, CONSUMED);
      if (next - consumed > capacity) {
        leave();
        return false;
      }
    }
    if (padding != 0) {
      Words.putLongRelease(memory, place(at), stamp(at, 0x8000_0000));
      at += padding;
    }
    MemorySegment.copy(source, 0, memory, DATA + (at & mask), length);
    Words.putLongRelease(memory, place(at), stamp(at, length));
    position = next;
    published();
    leave();
    return true;
  }

  @Override
  int poll(MessageHandler handler, int limit) {
    enter();
    long at = position;
    int taken = 0;
    while (taken < limit) {
      long stamp = Words.getLongAcquire(memory, place(at));
      int length = (int) stamp;
      if (stamp != stamp(at, length)) {
        if (at != consumed) {
          Words.putLongRelease(memory, CONSUMED, at);
          consumed = at;
        }
        break;
      }
      long toEnd = capacity - (at & mask);
      if (length == 0x8000_0000) {
        at += toEnd;
        continue;
      }
      if (length < 0 || length > toEnd) {
        throw corrupt(at, stamp);
      }
      handler.onMessage(memory, DATA + (at & mask), length);
      taken++;
      at += granules(length);
      if (at - consumed >= batch) {
        Words.putLongRelease(memory, CONSUMED, at);
        consumed = at;
      }
    }
    position = at;
    leave();
    return taken;
  }

  private static long granules(int length) {
    return Math.max(32, (length + 31L) & -32L);
  }

  private long place(long position) {
    return HEADER + ((position & mask) >>> 5 << 3);
  }

  private static long stamp(long position, int length) {
    return ((position >>> LAP_SHIFT) + 1) << 32 | (length & 0xffff_ffffL);
  }
}
