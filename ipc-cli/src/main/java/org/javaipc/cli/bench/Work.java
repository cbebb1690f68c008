package org.javaipc.cli.bench;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What is measured, and what the first eight bytes of a message say: the two processes need no other
 * protocol. The four high bits are the kind, the others a number. A message that is too short for them
 * is of the kind that {@link #SHORT} has told.
 */
public enum Work {
  /** Round trips: the server sends the message back. */
  PING,
  /** One way: copied in, the server looks at the first bytes in place. */
  FLOOD,
  /** One way: copied in, the server reads every cache line in place; every 64th message is timed. */
  READ,
  /** One way, each message at its time, which it carries: the server takes how long after that it came. */
  RATE,
  /** One way: copied in, copied out. */
  COPY,
  /** One way: each cache line is written in place, and read in place. */
  INPLACE,
  /** One way: each cache line is written, copied in, copied out, read. */
  OUTOFPLACE,
  /** No work: the server answers what it has counted and timed, one number for each question. */
  REPORT,
  /** No work: the messages that follow and are too short for a word are of the kind with this number. */
  SHORT,
  /** No work: the server bounces a cache line. */
  BOUNCE,
  /** No work: the server sleeps, to leave the processors to others for a while. */
  REST,
  /** No work: the server of the next link has its turn. */
  TURN,
  /** No work: the server ends. */
  STOP;

  /** One message of so many is timed, where not all are: a look at the clock takes longer than a message. */
  static final int SAMPLED = 64;

  private static final int KIND_SHIFT = 60;
  private static final long NUMBER = (1L << KIND_SHIFT) - 1;
  private static final Work[] ALL = values();
  private static final int CACHE_LINE = 64;

  /** The first bytes of a message. */
  public static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED;

  /** {@return the first bytes of a message of this kind} */
  @SuppressWarnings("EnumOrdinal") // both ends run the same class
  public long word(long number) {
    return (long) ordinal() << KIND_SHIFT | number;
  }

  @SuppressWarnings("EnumOrdinal") // as above
  long toldShort() {
    return SHORT.word(ordinal());
  }

  static Work numbered(long number) {
    return ALL[(int) number];
  }

  static Work of(long word) {
    return ALL[(int) (word >>> KIND_SHIFT)];
  }

  static long number(long word) {
    return word & NUMBER;
  }

  static boolean isSampled(long index) {
    return (index & (SAMPLED - 1)) == 0;
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
