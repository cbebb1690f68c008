package org.javaipc.mq;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Messages that say which one they are and carry a checksum: whatever is lost, cut or mixed up shows. */
final class Numbered {
  static final int LONGEST = 200;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  private Numbered() {}

  /** Writes a message; {@return its length, a multiple of 8}. */
  static long write(MemorySegment into, long number) {
    long words = 2L + Math.floorMod(number * 31, LONGEST / Long.BYTES - 1);
    into.setAtIndex(LONG, 0, number);
    for (long i = 1; i < words - 1; i++) {
      into.setAtIndex(LONG, i, mix(number + i));
    }
    into.setAtIndex(LONG, words - 1, checksum(into, 0, words - 1));
    return words * Long.BYTES;
  }

  /** {@return the number of a message; -1 if it is damaged} */
  static long read(MemorySegment from, long offset, long length) {
    long words = length / Long.BYTES;
    if (words < 2 || length % Long.BYTES != 0) {
      return -1;
    }
    long sum = from.get(LONG, offset + (words - 1) * Long.BYTES);
    return sum == checksum(from, offset, words - 1) ? from.get(LONG, offset) : -1;
  }

  private static long checksum(MemorySegment from, long offset, long words) {
    long sum = words;
    for (long i = 0; i < words; i++) {
      sum = mix(sum ^ from.get(LONG, offset + i * Long.BYTES));
    }
    return sum;
  }

  private static long mix(long value) {
    long mixed = value * 0x9E37_79B9_7F4A_7C15L;
    return mixed ^ mixed >>> 29;
  }
}
