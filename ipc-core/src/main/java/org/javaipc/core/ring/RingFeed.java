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
 * The lane of a remote sender: its messages arrive by other means and are written here. The sender has a {@link
 * RingTap} of the same size, with its records at the same places, so a message that fitted there also fits here.
 *
 * <p>At first the lane is only reserved: the receiver does not know of the sender, and the stream does not end, until the
 * sender has {@linkplain #join joined} or given up.
 *
 * <p>It counts as always asleep: a receiver that returns room unparks the lane's word. For one thread at a time, except
 * {@link #taken}, {@link #isOver} and {@link #sleep}. Never waits.
 */
public final class RingFeed implements AutoCloseable {
  /** The state of a reserved slot; only in memory of one process. */
  static final int RESERVED = 3;

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

  /** Guarded by the caller, as only {@link #join} changes it. */
  private boolean joined;

  /** Reserves a lane, under the name's lock. */
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
    Fields.putIntVolatile(descriptor, SlotHeader.STATE_OFFSET, RESERVED);
  }

  /** Makes the sender known to the receiver, which from now on learns of its end. */
  public void join() {
    joined = true;
    become(SlotHeader.JOINED);
  }

  private void become(int state) {
    Fields.putIntVolatile(descriptor, SlotHeader.STATE_OFFSET, state);
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
   * {@return where in {@link #data} the next message goes; -1 if it does not fit, which means that the sender broke the
   * rules}
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
   * Publishes the message for which {@link #room} made room.
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

  /** Asks the receiver to unpark the word. After this, check what room it has returned. */
  public void sleep() {
    Fields.putIntVolatile(memory, word, SleepWord.ASLEEP);
    VarHandle.fullFence();
  }

  /** {@return whether the receiver has closed} */
  public boolean isOver() {
    return ChannelHeader.isOver(header, term);
  }

  /** Leaves; what was written can still be received. Who has not joined was never there. */
  @Override
  public void close() throws IpcException {
    forget();
    become(joined ? SlotHeader.CLOSED : SlotHeader.FREE);
    region.close();
  }

  /** Ends the watch over the receiver. */
  public void forget() {
    receiver.close();
  }
}
