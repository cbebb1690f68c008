package org.javaipc.core.ring;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.javaipc.Address;
import org.javaipc.IpcException;
import org.javaipc.MessageHandler;
import org.javaipc.WaitStrategy;
import org.javaipc.core.endpoint.PrivateMemory;
import org.javaipc.core.endpoint.ReceivingEnd;
import org.javaipc.core.endpoint.Waker;
import org.javaipc.core.membership.ChannelHeader;
import org.javaipc.spi.Checkpoint;
import org.javaipc.spi.MemoryFault;
import org.javaipc.spi.SharedRegion;
import org.jspecify.annotations.Nullable;

/** The receiving end: reads the lanes of all senders in turn. */
final class RingReceiver extends ReceivingEnd {
  private final RingLimits geometry;
  private final Lane[] lanes;
  private final RingMembers members;
  private final StreamPause pause = new StreamPause();

  /** Whether the position is recorded after each message, for the next receiver if this one is killed. */
  private final boolean durable;

  /** Null if no other user may write to the region; handlers then get the region's own memory. */
  private final @Nullable PrivateMemory copies;

  /** The lane with the message that {@link #hasNext} found. */
  private @Nullable Lane next;

  /**
   * Receives from a region that was just created or adopted.
   *
   * @param address of the channel
   * @param region of the channel, closed with this end
   * @param geometry of the channel
   * @param strategy how to wait
   * @param durable whether the next receiver gets what this one has not read
   */
  RingReceiver(
      Address address,
      SharedRegion region,
      RingLimits geometry,
      WaitStrategy strategy,
      boolean durable)
      throws IpcException {
    super(address, region, geometry.maxMessage(), ChannelHeader.RECEIVER_WORD_OFFSET, strategy);
    this.geometry = geometry;
    this.durable = durable;
    this.copies = region.isExposed() ? new PrivateMemory() : null;
    this.lanes = new Lane[geometry.lanes()];
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = lane(i);
    }
    this.members = new RingMembers(this, geometry, lanes, this::onSenderDeath);
    monitor.opened(this, () -> RingLayout.unread(memory, geometry));
  }

  private Lane lane(int index) throws IpcException {
    MemorySegment descriptor = RingLayout.laneDescriptor(memory, index);
    LaneReader reader =
        new LaneReader(
            region.describe(),
            descriptor,
            RingLayout.laneData(memory, geometry, index),
            geometry.maxMessage());
    return new Lane(
        this,
        descriptor,
        reader,
        new Waker(
            memory,
            RingLayout.laneDescriptorOffset(index) + RingLayout.SENDER_WORD_OFFSET,
            parker));
  }

  @Override
  public long diedSenders() {
    return members.died();
  }

  @Override
  public boolean isEnded() {
    return members.hasEnded();
  }

  @Override
  protected boolean wantsLock() {
    return members.isUnsettled();
  }

  @Override
  protected boolean isAlone() {
    return members.count() == 0 && !members.isUnsettled() && !members.hasEnded();
  }

  @Override
  protected boolean hasNext() throws IpcException {
    members.update();
    for (int i = members.count(); i > 0; i--) {
      Lane lane = members.turn();
      if (lane.peek()) {
        next = lane;
        return true;
      }
    }
    return false;
  }

  @Override
  protected boolean isReady() throws IpcException {
    return hasNext() || isEnded();
  }

  @Override
  protected long copyNext(MemorySegment into) {
    Lane lane = Objects.requireNonNull(next);
    LaneReader reader = lane.reader();
    long length = reader.messageLength();
    checkFits(length, into);
    MemorySegment.copy(reader.data(), reader.messageOffset(), into, 0, length);
    reader.take();
    try {
      monitor.counted(1, length);
      giveRoom(lane);
    } catch (StackOverflowError e) {
      // The caller has the message, and would miss it. The next call gives the room.
    }
    return length;
  }

  @Override
  protected int pollOnce(MessageHandler handler, int limit) throws IpcException {
    pause.await();
    members.update();
    int taken = 0;
    for (int i = members.count(); i > 0 && taken < limit; i--) {
      taken += take(members.turn(), handler, limit - taken);
    }
    pause.found(taken, limit);
    return taken == 0 && members.hasEnded() ? END_OF_STREAM : taken;
  }

  /**
   * Takes a lane's messages, at most one lap, so that a fast sender does not keep others waiting.
   */
  private int take(Lane lane, MessageHandler handler, int limit) throws IpcException {
    LaneReader reader = lane.reader();
    int taken = 0;
    long bytes = 0;
    long lap = reader.position() + geometry.capacity();
    handlerBegins();
    try {
      while (taken < limit && reader.position() < lap && !guard.isClosed() && lane.peek()) {
        taken++;
        bytes += reader.messageLength();
        give(reader, handler);
        Checkpoint.RECEIVE_HANDLED.pass();
        if (durable) {
          reader.record();
        }
        if (reader.isPublicationDue()) {
          giveRoom(lane);
        }
      }
      return taken;
    } finally {
      handlerEnds();
      monitor.counted(taken, bytes);
      if (reader.isBehind()) {
        giveRoom(lane);
      }
    }
  }

  /** Takes a message when only the handler can still fail. */
  private void give(LaneReader reader, MessageHandler handler) {
    long length = reader.messageLength();
    MemorySegment shown = copies == null ? reader.data() : copy(reader, length, copies);
    long offset = copies == null ? reader.messageOffset() : 0;
    Checkpoint.RECEIVE_TAKEN.pass();
    reader.take();
    handler.onMessage(shown, offset, length);
  }

  private static MemorySegment copy(LaneReader reader, long length, PrivateMemory copies) {
    MemorySegment copy = copies.ofLength(length);
    MemorySegment.copy(reader.data(), reader.messageOffset(), copy, 0, length);
    MemoryFault.settle();
    return copy.asReadOnly();
  }

  /**
   * Returns the room of what was taken to the lane's sender, and wakes the sender if it sleeps for lack of room.
   */
  private void giveRoom(Lane lane) {
    lane.reader().publish();
    Checkpoint.RECEIVE_ROOM_GIVEN.pass();
    guard.lightFence();
    if (lane.senderWaker().isDue()) {
      lane.senderWaker().wake();
    }
  }

  @Override
  protected void leave() throws IpcException {
    members.detach();
    try {
      region.unlink();
    } finally {
      tellSenders();
    }
  }

  private void tellSenders() {
    ChannelHeader.endTerm(memory);
    for (Lane lane : lanes) {
      lane.senderWaker().wake();
    }
  }
}
