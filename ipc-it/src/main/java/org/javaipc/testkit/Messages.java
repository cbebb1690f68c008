package org.javaipc.testkit;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The messages of one stream, each made from the seed and its sequence number, so that the receiver
 * knows what must come without being told.
 *
 * @param seed of the stream
 * @param least length of a message in bytes
 * @param most length of a message in bytes
 */
record Messages(long seed, int least, int most) {
  private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final int NEIGHBOURS = 4096;

  Messages {
    if (least < 0 || most < least) {
      throw new IllegalArgumentException("least=" + least + " most=" + most);
    }
  }

  int length(long sequence) {
    return least == most
        ? least
        : least + (int) Math.floorMod(Seed.mix(seed + 31 * sequence), (long) most - least + 1);
  }

  /** Writes a message, and returns its length. */
  int write(long sequence, MemorySegment into, long offset) {
    int length = length(sequence);
    int words = length & ~7;
    for (int i = 0; i < words; i += 8) {
      into.set(WORD, offset + i, word(sequence, i));
    }
    long last = word(sequence, words);
    for (int i = words; i < length; i++) {
      into.set(ValueLayout.JAVA_BYTE, offset + i, (byte) (last >>> ((i - words) * 8)));
    }
    return length;
  }

  byte[] bytes(long sequence) {
    byte[] message = new byte[length(sequence)];
    write(sequence, MemorySegment.ofArray(message), 0);
    return message;
  }

  boolean matches(long sequence, MemorySegment segment, long offset, long length) {
    return length == length(sequence) && mismatch(sequence, segment, offset, (int) length) < 0;
  }

  /** Fails if what arrived is not the message of that number. */
  void check(long sequence, MemorySegment segment, long offset, long length) {
    if (!matches(sequence, segment, offset, length)) {
      throw new AssertionError(describe(sequence, segment, offset, length));
    }
  }

  private String describe(long sequence, MemorySegment segment, long offset, long length) {
    String difference =
        length == length(sequence)
            ? "differing from byte " + mismatch(sequence, segment, offset, (int) length)
            : "of length " + length;
    return "message %d of %s has length %d, but what arrived is %s; it is %s; %s"
        .formatted(
            sequence,
            this,
            length(sequence),
            difference,
            recognize(sequence, segment, offset, length),
            Seed.describe());
  }

  private String recognize(long sequence, MemorySegment segment, long offset, long length) {
    for (long other = Math.max(0, sequence - NEIGHBOURS); other < sequence + NEIGHBOURS; other++) {
      if (matches(other, segment, offset, length)) {
        return "message " + other;
      }
    }
    return "none of the messages near it";
  }

  /** The first byte that is wrong; -1 if none is. */
  private int mismatch(long sequence, MemorySegment segment, long offset, int length) {
    int words = length & ~7;
    for (int i = 0; i < words; i += 8) {
      long difference = segment.get(WORD, offset + i) ^ word(sequence, i);
      if (difference != 0) {
        return i + Long.numberOfTrailingZeros(difference) / 8;
      }
    }
    long last = word(sequence, words);
    for (int i = words; i < length; i++) {
      if (segment.get(ValueLayout.JAVA_BYTE, offset + i) != (byte) (last >>> ((i - words) * 8))) {
        return i;
      }
    }
    return -1;
  }

  private long word(long sequence, int index) {
    return Seed.mix(seed ^ (sequence * 0x100000001b3L) ^ ((long) index << 40));
  }
}
