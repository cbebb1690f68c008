package org.javaipc.core.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.SplittableRandom;
import org.javaipc.CorruptChannelException;
import org.javaipc.core.endpoint.Fields;
import org.javaipc.core.endpoint.RecordStamp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link LaneWriter} and {@link LaneReader} together, one after the other. */
class LaneTest {
  private static final int CAPACITY = 256;

  @Test
  void everyLengthPassesFromEveryPlace() throws Exception {
    for (int start = 0; start < CAPACITY; start += 8) {
      TestLane lane = TestLane.at(CAPACITY, start);
      for (int length = 0; length <= lane.maxMessage; length++) {
        TestLane each = TestLane.at(CAPACITY, start);
        byte[] message = TestLane.message(length, length + start);
        assertThat(each.write(message)).as("start=%d length=%d", start, length).isTrue();
        assertThat(each.read()).isEqualTo(message);
        assertThat(each.read()).isNull();
      }
    }
  }

  @Test
  void aRecordThatDoesNotFitBeforeTheEndGoesToTheBeginningBehindPadding() throws Exception {
    TestLane lane = TestLane.at(CAPACITY, CAPACITY - 16);
    assertThat(lane.writer.room(9)).isEqualTo(8);
    long padding = Fields.getLong(lane.data, CAPACITY - 16);
    assertThat(RecordStamp.isPadding(padding)).isTrue();
    assertThat(RecordStamp.length(padding)).isEqualTo(8);
    assertThat(lane.read()).isNull();
    lane.writer.publish(9);
    assertThat(lane.read()).hasSize(9);
  }

  @Test
  void aRecordThatJustFitsBeforeTheEndStaysThere() throws Exception {
    TestLane lane = TestLane.at(CAPACITY, CAPACITY - 16);
    assertThat(lane.writer.room(8)).isEqualTo(CAPACITY - 8);
    lane.writer.publish(8);
    assertThat(lane.read()).hasSize(8);
    assertThat(lane.write(TestLane.message(1, 1))).isTrue();
    assertThat(lane.read()).containsExactly(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8, CAPACITY - 16, CAPACITY - 8})
  void aFullRingHasRoomAgainWhenItWasRead(int start) throws Exception {
    TestLane lane = TestLane.at(CAPACITY, start);
    int sent = 0;
    while (lane.write(TestLane.message(8, sent))) {
      sent++;
    }
    assertThat(sent).isEqualTo((CAPACITY - 8) / 16);
    for (int i = 0; i < 1000; i++) {
      assertThat(lane.readAndPublish()).isEqualTo(TestLane.message(8, i));
      assertThat(lane.write(TestLane.message(8, sent++))).isTrue();
      assertThat(lane.write(TestLane.message(8, 0))).isFalse();
    }
  }

  @Test
  void theLongestMessageFitsIntoAnEmptyRingWhereverItIs() throws Exception {
    TestLane lane = TestLane.at(CAPACITY, 0);
    for (int i = 0; i < 1000; i++) {
      byte[] longest = TestLane.message((int) lane.maxMessage, i);
      assertThat(lane.write(longest)).isTrue();
      assertThat(lane.readAndPublish()).isEqualTo(longest);
      assertThat(lane.write(TestLane.message(i % 100, i))).isTrue();
      assertThat(lane.readAndPublish()).hasSize(i % 100);
    }
  }

  @Test
  void roomThatWasClaimedAndNotUsedIsThereForAShorterOrLongerMessage() throws Exception {
    TestLane lane = TestLane.at(CAPACITY, CAPACITY - 8);
    assertThat(lane.writer.room(lane.maxMessage)).isEqualTo(8);
    assertThat(lane.write(TestLane.message(3, 3))).isTrue();
    assertThat(lane.read()).hasSize(3);
    assertThat(lane.writer.room(0)).isPositive();
    assertThat(lane.read()).isNull();
  }

  @Test
  void randomTrafficArrivesUnchangedAndTheNextStampIsAlwaysClear() throws Exception {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 200; round++) {
      TestLane lane = TestLane.at(CAPACITY, random.nextInt(0, 1000) * 8L);
      random.nextBytes(new byte[1]);
      Queue<byte[]> sent = new ArrayDeque<>();
      for (int step = 0; step < 500; step++) {
        if (random.nextInt(3) > 0) {
          byte[] message = forgedPayload(lane, random);
          if (lane.write(message)) {
            sent.add(message);
          }
          assertThat(nextStamp(lane)).as("seed %d", seed).isEqualTo(RecordStamp.NONE);
        } else {
          assertThat(lane.read()).as("seed %d", seed).isEqualTo(sent.poll());
          if (random.nextBoolean()) {
            lane.reader.publish();
          }
        }
      }
      while (!sent.isEmpty()) {
        assertThat(lane.read()).as("seed %d", seed).isEqualTo(sent.poll());
      }
      assertThat(lane.read()).as("seed %d", seed).isNull();
    }
  }

  /** {@return a message that consists of what would be stamps where they may once stand} */
  private static byte[] forgedPayload(TestLane lane, SplittableRandom random) {
    byte[] message = new byte[random.nextInt((int) lane.maxMessage + 1)];
    var segment = java.lang.foreign.MemorySegment.ofArray(message);
    for (int i = 0; i + 8 <= message.length; i += 8) {
      long place = lane.reader.position() + 8L * random.nextInt(0, 2 * CAPACITY / 8);
      long stamp =
          random.nextBoolean()
              ? RecordStamp.message(place, random.nextInt(40))
              : RecordStamp.padding(place, random.nextInt(40));
      segment.set(ValueLayout.JAVA_LONG_UNALIGNED, i, stamp);
    }
    return message;
  }

  /** {@return what stands where the writer's next stamp goes} */
  private static long nextStamp(TestLane lane) {
    long produced = Fields.getLong(lane.descriptor, RingLayout.PRODUCER_POSITION_OFFSET);
    return produced == 0 ? 0 : Fields.getLong(lane.data, produced & (CAPACITY - 1));
  }

  @Test
  void countersCountAndSurviveTheirWriters() throws Exception {
    TestLane lane = TestLane.at(CAPACITY, 0);
    lane.write(new byte[1]);
    lane.read();
    lane.reader.publish();
    lane.newWriter();
    lane.write(new byte[2]);
    lane.writer.countRoomWait();
    assertThat(Fields.getLong(lane.descriptor, RingLayout.SENT_OFFSET)).isEqualTo(2);
    assertThat(Fields.getLong(lane.descriptor, RingLayout.RECEIVED_OFFSET)).isEqualTo(1);
    assertThat(Fields.getLong(lane.descriptor, RingLayout.ROOM_WAITS_OFFSET)).isEqualTo(1);
    assertThat(Fields.getLong(lane.descriptor, RingLayout.PRODUCER_POSITION_OFFSET)).isEqualTo(32);
  }

  @Test
  void aNewReaderGoesOnWhereTheLastPublished() throws Exception {
    TestLane lane = TestLane.at(CAPACITY, 0);
    lane.write(new byte[] {1});
    lane.write(new byte[] {2});
    lane.readAndPublish();
    lane.newReader();
    assertThat(lane.read()).containsExactly(2);
  }

  @ParameterizedTest
  @ValueSource(longs = {-8, 4, 1, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE - 7, 1L << 62})
  void aPositionThatIsNoneIsRefusedByBothSides(long position) {
    TestLane lane = new TestLane(CAPACITY);
    Fields.putLong(lane.descriptor, RingLayout.CONSUMER_POSITION_OFFSET, position);
    assertThatThrownBy(lane::newWriter).isInstanceOf(CorruptChannelException.class);
    assertThatThrownBy(lane::newReader).isInstanceOf(CorruptChannelException.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {-8, 0, 8, 100, 48, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE})
  void aReceiverThatWritesAnImpossiblePositionIsFoundWhenRoomIsNeeded(long position)
      throws Exception {
    TestLane lane = TestLane.at(CAPACITY, 16);
    while (lane.write(new byte[24])) {}
    long produced = Fields.getLong(lane.descriptor, RingLayout.PRODUCER_POSITION_OFFSET);
    Fields.putLong(lane.descriptor, RingLayout.CONSUMER_POSITION_OFFSET, position);
    if (position >= 16 && position <= produced && position % 8 == 0) {
      assertThat(lane.write(new byte[24])).isTrue();
    } else {
      assertThatThrownBy(() -> lane.write(new byte[24]))
          .isInstanceOf(CorruptChannelException.class)
          .hasMessage(
              "test: invalid receiver position: read=%d, expected 16 to %d; the memory was overwritten",
              position, produced);
    }
  }
}
