package org.javaipc.core.ring;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.javaipc.CorruptChannelException;
import org.javaipc.core.endpoint.Fields;

/** One lane's memory, with both of its sides. */
final class TestLane {
  final int capacity;
  final long maxMessage;
  final MemorySegment descriptor = Arena.ofAuto().allocate(512, 8);
  final MemorySegment data;
  LaneWriter writer;
  LaneReader reader;

  TestLane(int capacity) {
    this.capacity = capacity;
    this.maxMessage = RingLimits.longestMessage(capacity);
    this.data = Arena.ofAuto().allocate(capacity, 8);
  }

  /** {@return a lane with bytes of an earlier life, whose consumer is at a position} */
  static TestLane at(int capacity, long position) throws CorruptChannelException {
    TestLane lane = new TestLane(capacity);
    Fields.putLong(lane.descriptor, RingLayout.CONSUMER_POSITION_OFFSET, position);
    lane.newWriter();
    lane.newReader();
    return lane;
  }

  /** {@return the same memory once more, without sides} */
  TestLane copy() {
    TestLane copy = new TestLane(capacity);
    copy.descriptor.copyFrom(descriptor);
    copy.data.copyFrom(data);
    return copy;
  }

  void newWriter() throws CorruptChannelException {
    writer = new LaneWriter("test", descriptor, data);
  }

  void newReader() throws CorruptChannelException {
    reader = new LaneReader("test", descriptor, data, maxMessage);
  }

  /** {@return whether there was room} */
  boolean write(byte[] message) throws CorruptChannelException {
    long offset = writer.room(message.length);
    if (offset < 0) {
      return false;
    }
    MemorySegment.copy(message, 0, data, ValueLayout.JAVA_BYTE, offset, message.length);
    writer.publish(message.length);
    return true;
  }

  /** {@return the next message; null if there is none now} */
  byte[] read() throws CorruptChannelException {
    if (!reader.peek()) {
      return null;
    }
    reader.take();
    byte[] message = new byte[(int) reader.messageLength()];
    MemorySegment.copy(
        reader.data(), ValueLayout.JAVA_BYTE, reader.messageOffset(), message, 0, message.length);
    return message;
  }

  byte[] readAndPublish() throws CorruptChannelException {
    byte[] message = read();
    reader.publish();
    return message;
  }

  /** {@return a message whose bytes are all one number} */
  static byte[] message(int length, int fill) {
    byte[] message = new byte[length];
    Arrays.fill(message, (byte) fill);
    return message;
  }
}
