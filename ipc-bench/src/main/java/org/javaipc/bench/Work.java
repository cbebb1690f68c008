package org.javaipc.bench;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What is measured, and what the first eight bytes of a message say: the two processes need no other
 * protocol. The four high bits are the kind, the others a number.
 */
enum Work {
  /** Round trips: the server sends the message back. */
  PING,
  /** One way: copied in, the server looks at the first bytes in place. */
  FLOOD,
  /** One way: copied in, copied out. */
  COPY,
  /** One way: each cache line is written in place, and read in place. */
  INPLACE,
  /** One way: each cache line is written, copied in, copied out, read. */
  OUTOFPLACE,
  /** No work: the server answers how many one-way messages it has. */
  REPORT,
  /** No work: the server bounces a cache line. */
  BOUNCE,
  /** No work: the server sleeps, to leave the processors to others for a while. */
  REST,
  /** No work: the server ends. */
  STOP;

  private static final int KIND_SHIFT = 60;
  private static final long NUMBER = (1L << KIND_SHIFT) - 1;
  private static final Work[] ALL = values();
  private static final int CACHE_LINE = 64;

  static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED;

  @SuppressWarnings("EnumOrdinal") // both ends run the same class
  long word(long number) {
    return (long) ordinal() << KIND_SHIFT | number;
  }

  static Work of(long word) {
    return ALL[(int) (word >>> KIND_SHIFT)];
  }

  static long number(long word) {
    return word & NUMBER;
  }

  /** Writes a word into every cache line but the first. */
  static void write(MemorySegment segment, long offset, long length, long value) {
    for (long i = CACHE_LINE; i + Long.BYTES <= length; i += CACHE_LINE) {
      segment.set(WORD, offset + i, value);
    }
  }

  /** Reads a word of every cache line but the first. */
  static long read(MemorySegment segment, long offset, long length) {
    long sum = 0;
    for (long i = CACHE_LINE; i + Long.BYTES <= length; i += CACHE_LINE) {
      sum += segment.get(WORD, offset + i);
    }
    return sum;
  }
}
