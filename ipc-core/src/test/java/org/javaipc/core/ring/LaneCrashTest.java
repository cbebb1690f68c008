package org.javaipc.core.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import org.javaipc.CorruptChannelException;
import org.javaipc.core.endpoint.Fields;
import org.javaipc.core.endpoint.RecordStamp;
import org.junit.jupiter.api.Test;

/**
 * A sender that is killed between any two of its stores: what it had committed arrives, the rest
 * does not, and the next sender of its lane goes on.
 *
 * <p>Each sending is done on the side, the words that it changed are compared, and every state that
 * the memory orders of {@link LaneWriter} allow in between is made and continued from.
 */
class LaneCrashTest {
  private static final int CAPACITY = 256;

  private final long seed = Long.getLong("ipc.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);
  private final Queue<byte[]> unread = new ArrayDeque<>();
  private int states;

  @Test
  void killedAfterAnyStoreASenderLeavesALaneThatGoesOn() throws Exception {
    for (int round = 0; round < 100; round++) {
      TestLane lane = TestLane.at(CAPACITY, random.nextInt(0, 100) * 8L);
      unread.clear();
      for (int step = 0; step < 60; step++) {
        if (random.nextInt(5) < 3) {
          send(lane);
        } else if (lane.read() != null) {
          unread.remove();
          if (random.nextBoolean()) {
            lane.reader.publish();
          }
        }
      }
    }
    assertThat(states).as("seed %d", seed).isGreaterThan(5_000);
  }

  private void send(TestLane lane) throws CorruptChannelException {
    TestLane before = lane.copy();
    byte[] message = randomMessage(lane);
    long offset = lane.writer.room(message.length);
    TestLane padded = lane.copy();
    if (offset < 0) {
      return;
    }
    lane.write(message);
    dieWhilePadding(lane, before, padded);
    dieWhilePublishing(lane, padded, offset, message);
    unread.add(message);
  }

  /** The beginning is cleared before the padding is published. */
  private void dieWhilePadding(TestLane lane, TestLane before, TestLane padded)
      throws CorruptChannelException {
    List<Long> changed = changedWords(before, padded);
    assertThat(changed).as("seed %d", seed).hasSizeLessThanOrEqualTo(2);
    goOn(lane, before, unread);
    if (changed.contains(0L)) {
      TestLane cleared = before.copy();
      apply(padded, cleared, 0);
      goOn(lane, cleared, unread);
    }
  }

  /** Payload and the next stamp's place come before the stamp, in any order; counters any time. */
  private void dieWhilePublishing(TestLane lane, TestLane padded, long offset, byte[] message)
      throws CorruptChannelException {
    long stamp = offset - RecordStamp.LENGTH;
    List<Long> unordered = changedWords(padded, lane);
    boolean published = unordered.remove(stamp);
    assertThat(published).as("seed %d", seed).isTrue();
    for (int i = 0; i < 4; i++) {
      TestLane partly = padded.copy();
      for (long word : unordered) {
        if (random.nextBoolean()) {
          apply(lane, partly, word);
        }
      }
      copyCounters(lane, partly);
      goOn(lane, partly, unread);
    }
    TestLane done = padded.copy();
    for (long word : unordered) {
      apply(lane, done, word);
    }
    apply(lane, done, stamp);
    copyCounters(lane, done);
    Queue<byte[]> all = new ArrayDeque<>(unread);
    all.add(message);
    goOn(lane, done, all);
  }

  private static List<Long> changedWords(TestLane before, TestLane after) {
    List<Long> changed = new ArrayList<>();
    for (long word = 0; word < CAPACITY; word += 8) {
      if (Fields.getLong(before.data, word) != Fields.getLong(after.data, word)) {
        changed.add(word);
      }
    }
    return changed;
  }

  private static void apply(TestLane from, TestLane to, long word) {
    Fields.putLong(to.data, word, Fields.getLong(from.data, word));
  }

  private void copyCounters(TestLane from, TestLane to) {
    for (long offset : new long[] {RingLayout.PRODUCER_POSITION_OFFSET, RingLayout.SENT_OFFSET}) {
      if (random.nextBoolean()) {
        Fields.putLong(to.descriptor, offset, Fields.getLong(from.descriptor, offset));
      }
    }
  }

  /** Reads what the killed sender left, and lets another one send. */
  private void goOn(TestLane original, TestLane left, Queue<byte[]> committed)
      throws CorruptChannelException {
    states++;
    TestLane lane = left.copy();
    Fields.putLong(
        lane.descriptor, RingLayout.CONSUMER_POSITION_OFFSET, original.reader.position());
    lane.newReader();
    for (byte[] message : committed) {
      expect(lane.read(), message);
    }
    expect(lane.read(), null);
    lane.reader.publish();
    lane.newWriter();
    for (int i = 0; i < 6; i++) {
      byte[] message = randomMessage(lane);
      assertThat(lane.write(message)).as("seed %d", seed).isTrue();
      expect(lane.readAndPublish(), message);
      expect(lane.read(), null);
    }
  }

  private void expect(byte[] actual, byte[] expected) {
    if (!java.util.Arrays.equals(actual, expected)) {
      assertThat(actual).as("seed %d", seed).isEqualTo(expected);
    }
  }

  /** {@return bytes that look like stamps of the places where they may stand} */
  private byte[] randomMessage(TestLane lane) {
    byte[] message = new byte[random.nextInt((int) lane.maxMessage + 1)];
    random.nextBytes(message);
    var segment = java.lang.foreign.MemorySegment.ofArray(message);
    for (int i = 0; i + 8 <= message.length; i += 8) {
      if (random.nextBoolean()) {
        long place = lane.reader.position() + 8L * random.nextInt(0, CAPACITY / 4);
        segment.set(
            java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED,
            i,
            RecordStamp.message(place, random.nextInt(30)));
      }
    }
    return message;
  }
}
