package org.javaipc.bench.stamp;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.javaipc.MessageHandler;

/**
 * The stamp lies before its payload. The producer zeroes the place of the next stamp before it
 * publishes this one, so what the consumer waits on is 0 or a stamp, never payload of an earlier lap.
 */
final class InBandRing extends Ring {
  private static final int PADDING = 1 << 30;

  private boolean streaming;
  private long touched;

  InBandRing(Path file) {
    super(file, 0);
  }

  @Override
  boolean offer(MemorySegment source, int length) {
    enter();
    long at = position;
    long size = 8 + aligned(length);
    long toEnd = capacity - (at & mask);
    long padding = size > toEnd ? toEnd : 0;
    long next = at + padding + size;
    if (next + 8 - consumed > capacity) {
      consumed = Words.getLongAcquire(memory, CONSUMED);
      if (next + 8 - consumed > capacity) {
        leave();
        return false;
      }
    }
    if (padding != 0) {
      Words.putLong(memory, HEADER, 0);
      Words.putLongRelease(memory, place(at), stamp(at, PADDING));
      at += padding;
    }
    MemorySegment.copy(source, 0, memory, place(at) + 8, length);
    Words.putLong(memory, place(next), 0);
    Words.putLongRelease(memory, place(at), stamp(at, length));
    position = next;
    published();
    if (Knobs.AHEAD != 0) {
      touch(Math.min(next + Knobs.AHEAD, consumed + capacity));
    }
    leave();
    return true;
  }

  /** Makes the lines up to a position this processor's own, one store each, before they are needed. */
  private void touch(long to) {
    long line = Math.max(touched, (position + 63) & -64);
    for (; line < to; line += 64) {
      Words.putLong(memory, place(line), 0);
    }
    touched = line;
  }

  @Override
  int poll(MessageHandler handler, int limit) {
    enter();
    long at = position;
    int taken = 0;
    while (taken < limit) {
      long stamp = Words.getLongAcquire(memory, place(at));
      if (stamp == 0) {
        if (at != consumed) {
          Words.putLongRelease(memory, CONSUMED, at);
          consumed = at;
        }
        if (taken > 1 || streaming) {
          for (int i = 0; i < Knobs.PAUSES; i++) {
            Thread.onSpinWait();
          }
          streaming = taken > 1;
        }
        break;
      }
      long toEnd = capacity - (at & mask);
      int length = (int) stamp & 0x7fff_ffff;
      if (stamp == stamp(at, PADDING)) {
        at += toEnd;
        continue;
      }
      if (stamp != stamp(at, length) || length > toEnd - 8) {
        throw corrupt(at, stamp);
      }
      handler.onMessage(memory, place(at) + 8, length);
      taken++;
      at += 8 + aligned(length);
      if (at - consumed >= batch) {
        Words.putLongRelease(memory, CONSUMED, at);
        consumed = at;
      }
    }
    position = at;
    leave();
    return taken;
  }

  private long place(long position) {
    return HEADER + (position & mask);
  }

  private static long stamp(long position, int length) {
    return position >>> 3 << 32 | 0x8000_0000L | length;
  }
}
