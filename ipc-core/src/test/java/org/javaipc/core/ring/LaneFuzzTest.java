package org.javaipc.core.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.javaipc.CorruptChannelException;
import org.javaipc.core.endpoint.Fields;
import org.javaipc.core.endpoint.RecordStamp;
import org.junit.jupiter.api.Test;

/** Whatever bytes a lane has, its reader gets messages inside the lane, or a typed error. */
class LaneFuzzTest {
  private static final int CAPACITY = 256;
  private static final int CASES = Integer.getInteger("ipc.cases", 1_000_000);

  private final long seed = Long.getLong("ipc.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);

  @Test
  void noBytesLeadTheReaderAstray() throws Exception {
    TestLane lane = new TestLane(CAPACITY);
    int[] outcomes = new int[3];
    for (int i = 0; i < CASES; i++) {
      long start = random.nextLong(0, 1L << random.nextInt(1, 60)) & -8;
      Fields.putLong(lane.descriptor, RingLayout.CONSUMER_POSITION_OFFSET, start);
      scribble(lane, start);
      lane.newReader();
      outcomes[readAll(lane.reader, start)]++;
    }
    assertThat(outcomes).as("seed %d", seed).doesNotContain(0);
  }

  /** {@return 0 if the lane was empty, 1 if it had messages, 2 if it was corrupt} */
  private int readAll(LaneReader reader, long start) {
    int taken = 0;
    try {
      while (reader.peek()) {
        check(reader, start);
        reader.take();
        assertBounded(++taken);
      }
      return taken == 0 ? 0 : 1;
    } catch (CorruptChannelException e) {
      return 2;
    } catch (RuntimeException e) {
      throw new AssertionError("seed " + seed, e);
    }
  }

  private void check(LaneReader reader, long start) {
    long offset = reader.messageOffset();
    long length = reader.messageLength();
    boolean inside =
        offset >= 8
            && length >= 0
            && length <= RingLimits.longestMessage(CAPACITY)
            && offset + length <= CAPACITY
            && reader.position() >= start
            && reader.position() % 8 == 0;
    if (!inside) {
      throw new AssertionError("seed " + seed + ": offset=" + offset + " length=" + length);
    }
  }

  /** A lap has at most so many records, and no stamp is right in two laps. */
  private void assertBounded(int taken) {
    if (taken > CAPACITY / 8) {
      throw new AssertionError("seed " + seed + ": the reader runs in circles");
    }
  }

  /** Writes a chain of records, and mostly breaks it somewhere. */
  private void scribble(TestLane lane, long start) {
    int records = random.nextInt(0, 8);
    int broken = random.nextInt(0, 12);
    long place = start;
    for (int i = 0; i < records; i++) {
      long length = i == broken ? length() : random.nextInt(0, 40);
      long stamp = i == broken ? wrong(place, length) : right(place, length);
      Fields.putLong(lane.data, place & (CAPACITY - 1), stamp);
      place += RecordStamp.recordLength(RecordStamp.length(stamp) & 0xff);
    }
    Fields.putLong(lane.data, place & (CAPACITY - 1), RecordStamp.NONE);
  }

  private static long right(long place, long length) {
    long toEnd = CAPACITY - (place & (CAPACITY - 1));
    return RecordStamp.recordLength(length) <= toEnd
        ? RecordStamp.message(place, length)
        : RecordStamp.padding(place, toEnd - RecordStamp.LENGTH);
  }

  private long wrong(long place, long length) {
    return switch (random.nextInt(5)) {
      case 0 -> random.nextLong();
      case 1 -> RecordStamp.padding(place, length);
      case 2 -> RecordStamp.message(place + CAPACITY, length);
      case 3 -> RecordStamp.message(place, length) ^ (1L << random.nextInt(64));
      default -> RecordStamp.message(place, length);
    };
  }

  private long length() {
    return switch (random.nextInt(5)) {
      case 0 -> random.nextInt(0, 20);
      case 1 -> RingLimits.longestMessage(CAPACITY) + random.nextInt(-2, 3);
      case 2 -> random.nextLong(0, RecordStamp.MAX_LENGTH + 1);
      case 3 -> RecordStamp.MAX_LENGTH - random.nextInt(0, 9);
      default -> random.nextInt(0, CAPACITY);
    };
  }
}
