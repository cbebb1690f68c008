package org.javaipc.core.ring;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import org.javaipc.CorruptChannelException;
import org.javaipc.core.endpoint.Fields;
import org.javaipc.core.endpoint.RecordStamp;
import org.javaipc.core.endpoint.SleepWord;
import org.javaipc.core.endpoint.Waker;
import org.javaipc.core.membership.ChannelHeader;
import org.javaipc.spi.SharedRegion;

/**
 * Takes the messages of a sender whose receiver is remote, from a channel with one lane that only the two of them use.
 * Their room is returned when the receiver, at its {@link RingFeed}, has taken them.
 *
 * <p>For one thread at a time. Never waits.
 *
 * <pre>{@code
 * while (tap.next()) {
 *   send(tap.data(), tap.offset(), tap.length());
 *   tap.take();
 * }
 * tap.sleep();
 * }</pre>
 */
public final class RingTap {
  /** The word that the sender unparks when there is something to take. */
  public static final long WORD = ChannelHeader.RECEIVER_WORD_OFFSET;

  private final MemorySegment memory;
  private final MemorySegment descriptor;
  private final LaneReader reader;
  private final Waker senderWaker;

  /** Where the last message that was taken ended. */
  private long end;

  /** The receiver's position as last told. */
  private long given;

  /**
   * Taps a channel that {@link #initialize} prepared.
   *
   * @param region of the channel
   * @param capacity of its lane in bytes
   * @param maxMessage longest message in bytes
   * @throws CorruptChannelException if the memory was overwritten
   */
  public RingTap(SharedRegion region, long capacity, long maxMessage)
      throws CorruptChannelException {
    RingLimits limits = new RingLimits(capacity, maxMessage, 1, false);
    this.memory = region.segment();
    this.descriptor = RingLayout.laneDescriptor(memory, 0);
    this.reader =
        new LaneReader(
            region.describe(), descriptor, RingLayout.laneData(memory, limits, 0), maxMessage);
    this.senderWaker =
        new Waker(
            memory,
            RingLayout.laneDescriptorOffset(0) + RingLayout.SENDER_WORD_OFFSET,
            region.parker());
    this.end = reader.position();
    this.given = end;
    sleep();
  }

  /**
   * {@return whether a channel with these limits can exist} For checking what another machine sent.
   *
   * @param capacity of a lane in bytes
   * @param maxMessage longest message in bytes
   * @param start a position in a lane
   */
  public static boolean isPossible(long capacity, long maxMessage, long start) {
    return new RingLimits(capacity, maxMessage, 1, false).isValid()
        && RecordStamp.isPosition(start);
  }

  /**
   * {@return how many bytes a channel with one lane takes}
   *
   * @param capacity of the lane in bytes
   */
  public static long length(long capacity) {
    return RingLayout.totalLength(new RingLimits(capacity, 0, 1, false));
  }

  /**
   * Turns zeroed memory into a channel with one lane, whose receiver is remote.
   *
   * @param memory of {@link #length} bytes
   * @param capacity of the lane in bytes
   * @param maxMessage longest message in bytes
   * @param start the position at which the lane begins there
   * @param receiver process slot of the receiver
   */
  public static void initialize(
      MemorySegment memory, long capacity, long maxMessage, long start, long receiver) {
    Fields.putLong(
        RingLayout.laneDescriptor(memory, 0), RingLayout.CONSUMER_POSITION_OFFSET, start);
    RingLayout.initialize(memory, new RingLimits(capacity, maxMessage, 1, false), receiver, 0);
  }

  /**
   * {@return whether there is a message to take now}
   *
   * @throws CorruptChannelException if the memory was overwritten
   */
  public boolean next() throws CorruptChannelException {
    return reader.peek();
  }

  /** {@return the memory with the message that {@link #next} found} */
  public MemorySegment data() {
    return reader.data();
  }

  /** {@return the message's offset in {@link #data}} */
  public long offset() {
    return reader.messageOffset();
  }

  /** {@return the message's length in bytes} */
  public long length() {
    return reader.messageLength();
  }

  /**
   * {@return whether the end of the ring was skipped before the message} A sender skips it for a claim that does not fit there,
   * too, and may then give the claim up, or send less: the message alone does not say it.
   */
  public boolean skipsEnd() {
    return reader.position() != end;
  }

  /** Takes the message; its room does not come back by that. */
  public void take() {
    reader.take();
    end = reader.position();
  }

  /**
   * Returns the room of what the receiver has taken to the sender.
   *
   * @param position up to which it has taken everything, as it reports itself
   * @return false if that is impossible
   */
  public boolean give(long position) {
    if (position < given || position > reader.position() || !RecordStamp.isPosition(position)) {
      return false;
    }
    given = position;
    Fields.putLongRelease(descriptor, RingLayout.CONSUMER_POSITION_OFFSET, position);
    wakeSender();
    return true;
  }

  /** Asks the sender to unpark {@link #WORD}. After this, check for messages that it has sent before. */
  public void sleep() {
    Fields.putIntVolatile(memory, WORD, SleepWord.ASLEEP);
    VarHandle.fullFence();
  }

  /** Tells the sender that the receiver has closed. */
  public void receiverClosed() {
    ChannelHeader.endTerm(memory);
    wakeSender();
  }

  private void wakeSender() {
    VarHandle.fullFence();
    if (senderWaker.isDue()) {
      senderWaker.wake();
    }
  }
}
