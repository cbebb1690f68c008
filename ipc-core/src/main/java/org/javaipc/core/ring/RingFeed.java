package org.javaipc.core.ring;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import org.javaipc.IpcException;
import org.javaipc.core.endpoint.Fields;
import org.javaipc.core.endpoint.RegionFields;
import org.javaipc.core.endpoint.SleepWord;
import org.javaipc.core.endpoint.Waker;
import org.javaipc.core.membership.ChannelHeader;
import org.javaipc.core.membership.MembershipChange;
import org.javaipc.core.membership.ReceiverWatch;
import org.javaipc.core.membership.SlotHeader;
import org.javaipc.spi.SharedRegion;

/**
 * The lane of a sender that is elsewhere: what it sends comes by other means and is written here. The sender has a
 * {@link RingTap} of the same size, whose records lie at the same places, so what found room there finds room here.
 *
 * <p>It always sleeps: the receiver that gives room unparks the lane's word. For one thread at a time, but for {@link #taken},
 * {@link #isOver} and {@link #sleep}. Never waits.
 */
public final class RingFeed implements AutoCloseable {
  private final SharedRegion region;
  private final MemorySegment memory;
  private final RegionFields header;
  private final MemorySegment descriptor;
  private final RingLimits limits;
  private final ReceiverWatch receiver;
  private final LaneWriter writer;
  private final Waker receiverWaker;
  private final long word;
  private final int term;
  private final long start;

  /** Takes a lane, under the name's lock. */
  RingFeed(SharedRegion region, RingLimits limits, ReceiverWatch receiver, int lane)
      throws IpcException {
    this.region = region;
    this.memory = region.segment();
    this.header = new RegionFields(memory);
    this.limits = limits;
    this.receiver = receiver;
    this.descriptor = RingLayout.laneDescriptor(memory, lane);
    this.word = RingLayout.laneDescriptorOffset(lane) + RingLayout.SENDER_WORD_OFFSET;
    this.term = ChannelHeader.term(memory);
    this.writer =
        new LaneWriter(region.describe(), descriptor, RingLayout.laneData(memory, limits, lane));
    this.start = writer.position();
    this.receiverWaker = new Waker(memory, ChannelHeader.RECEIVER_WORD_OFFSET, region.parker());
    sleep();
    Fields.putLong(descriptor, SlotHeader.PROCESS_OFFSET, region.liveness().self());
    Fields.putIntVolatile(descriptor, SlotHeader.STATE_OFFSET, SlotHeader.JOINED);
    MembershipChange.announce(memory, region.parker());
  }

  /** {@return bytes of the lane} */
  public long capacity() {
    return limits.capacity();
  }

  /** {@return the longest message in bytes} */
  public long maxMessage() {
    return limits.maxMessage();
  }

  /** {@return the position at which the lane began for this sender} */
  public long start() {
    return start;
  }

  /** {@return the offset in the region of the word that is unparked when there is room or the receiver has closed} */
  public long word() {
    return word;
  }

  /**
   * {@return where in {@link #data} the next message goes; -1 if it does not fit, as it would if the sender kept to the rules}
   *
   * @param length of the message in bytes
   * @param skipsEnd what {@link RingTap#skipsEnd} said of it
   * @throws IpcException if the memory was overwritten
   */
  public long room(long length, boolean skipsEnd) throws IpcException {
    if (length < 0 || length > limits.maxMessage()) {
      return -1;
    }
    return skipsEnd ? writer.roomInNextLap(length) : writer.room(length);
  }

  /** {@return the lane's memory} */
  public MemorySegment data() {
    return writer.data();
  }

  /**
   * Gives the receiver the message for which {@link #room} made room.
   *
   * @param length of the message in bytes
   */
  public void publish(long length) {
    writer.publish(length);
    VarHandle.fullFence();
    if (receiverWaker.isDue()) {
      receiverWaker.wake();
    }
  }

  /** {@return the position up to which the receiver has taken everything} */
  public long taken() {
    return Fields.getLongAcquire(descriptor, RingLayout.CONSUMER_POSITION_OFFSET);
  }

  /** Says that the receiver is to unpark the word; look at what it has given after this. */
  public void sleep() {
    Fields.putIntVolatile(memory, word, SleepWord.ASLEEP);
    VarHandle.fullFence();
  }

  /** {@return whether the receiver has closed} */
  public boolean isOver() {
    return ChannelHeader.isOver(header, term);
  }

  /** Leaves in order: what was written stays to be received. */
  @Override
  public void close() throws IpcException {
    forget();
    Fields.putIntVolatile(descriptor, SlotHeader.STATE_OFFSET, SlotHeader.CLOSED);
    MembershipChange.announce(memory, region.parker());
    region.close();
  }

  /** Ends the watch over the receiver. */
  public void forget() {
    receiver.close();
  }
}
