package org.javaipc.core.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.javaipc.core.endpoint.RecordStamp;
import org.junit.jupiter.api.Test;

class RecordStampTest {
  @Test
  void aStampSaysItsPlaceAndItsLength() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 1_000_000; i++) {
      long position = random.nextLong(0, 1L << 60) & -8;
      long length = random.nextLong(0, RecordStamp.MAX_LENGTH + 1);
      long message = RecordStamp.message(position, length);
      long padding = RecordStamp.padding(position, length);
      boolean right =
          message != RecordStamp.NONE
              && padding != RecordStamp.NONE
              && RecordStamp.isOf(message, position)
              && RecordStamp.isOf(padding, position)
              && RecordStamp.length(message) == length
              && RecordStamp.length(padding) == length
              && !RecordStamp.isPadding(message)
              && RecordStamp.isPadding(padding);
      assertThat(right).as("position=%d length=%d", position, length).isTrue();
    }
  }

  @Test
  void theFirstStampOfALaneIsNotNone() {
    assertThat(RecordStamp.message(0, 0)).isNotEqualTo(RecordStamp.NONE);
    assertThat(RecordStamp.isOf(RecordStamp.NONE, 0)).isFalse();
  }

  @Test
  void aStampOfAnotherPlaceOrLapIsAnotherOne() {
    long stamp = RecordStamp.message(4096, 5);
    assertThat(RecordStamp.isOf(stamp, 4096)).isTrue();
    assertThat(RecordStamp.isOf(stamp, 4104)).isFalse();
    assertThat(RecordStamp.isOf(stamp, 0)).isFalse();
    for (long capacity = 4096; capacity <= RingLimits.MAX_CAPACITY; capacity <<= 1) {
      assertThat(RecordStamp.isOf(stamp, 4096 + capacity)).isFalse();
      assertThat(RecordStamp.isOf(stamp, 4096 + 31 * capacity)).isFalse();
    }
  }

  @Test
  void theLongestLengthHoldsWhatTheLargestRingHas() {
    assertThat(RecordStamp.MAX_LENGTH).isGreaterThanOrEqualTo(RingLimits.MAX_CAPACITY - 1);
  }

  @Test
  void aRecordTakesItsStampAndItsMessageUpToTheNextStamp() {
    assertThat(RecordStamp.recordLength(0)).isEqualTo(8);
    assertThat(RecordStamp.recordLength(1)).isEqualTo(16);
    assertThat(RecordStamp.recordLength(8)).isEqualTo(16);
    assertThat(RecordStamp.recordLength(9)).isEqualTo(24);
  }
}
