package org.javaipc.ring;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.javaipc.Address;
import org.javaipc.IpcException;
import org.javaipc.MessageHandler;
import org.javaipc.WaitStrategy;
import org.javaipc.spi.Checkpoint;
import org.javaipc.spi.SharedRegion;
import org.jspecify.annotations.Nullable;

/** The receiving end: reads the lanes of all senders in turn. */
final class RingReceiver extends ReceivingEnd {
  private final Geometry geometry;
  private final Lane[] lanes;
  private final Members members;

  /** The lane that has the message which {@link #hasNext} found. */
  private @Nullable Lane next;

  /**
   * Receives from a region that was just created or adopted.
   *
   * @param address of the channel
   * @param region of the channel, closed with this end
   * @param geometry of the channel
   * @param strategy how to wait
   */
  RingReceiver(Address address, SharedRegion region, Geometry geometry, WaitStrategy strategy)
      throws IpcException {
    super(address, region, geometry.maxMessage(), strategy);
    this.geometry = geometry;
    this.lanes = new Lane[geometry.lanes()];
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = lane(i);
    }
    this.members = new Members(this, geometry, lanes, this::onSenderDeath);
    monitor.opened();
  }

  private Lane lane(int index) throws IpcException {
    MemorySegment descriptor = RingDescriptor.laneDescriptor(memory, index);
    LaneReader reader =
        new LaneReader(
            region.describe(),
            descriptor,
            RingDescriptor.laneData(memory, geometry, index),
            geometry.maxMessage());
    return new Lane(
        this,
        descriptor,
        reader,
        new Waker(
            memory,
            RingDescriptor.laneDescriptorOffset(index) + RingDescriptor.SENDER_WORD_OFFSET,
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
  boolean hasNext() throws IpcException {
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
  boolean isReady() throws IpcException {
    return hasNext() || isEnded();
  }

  @Override
  long copyNext(MemorySegment into) {
    Lane lane = Objects.requireNonNull(next);
    LaneReader reader = lane.reader();
    long length = reader.messageLength();
    checkFits(length, into);
    MemorySegment.copy(reader.data(), reader.messageOffset(), into, 0, length);
    reader.take();
    monitor.counted(1);
    giveRoom(lane);
    return length;
  }

  @Override
  int pollOnce(MessageHandler handler, int limit) throws IpcException {
    members.update();
    int taken = 0;
    for (int i = members.count(); i > 0 && taken < limit; i--) {
      taken += take(members.turn(), handler, limit - taken);
    }
    return taken == 0 && members.hasEnded() ? END_OF_STREAM : taken;
  }

  /**
   * Takes a lane's messages, one lap at most, so that a fast sender does not keep others waiting.
   */
  private int take(Lane lane, MessageHandler handler, int limit) throws IpcException {
    LaneReader reader = lane.reader();
    int taken = 0;
    long lap = reader.position() + geometry.capacity();
    handlerBegins();
    try {
      while (taken < limit && reader.position() < lap && !guard.isClosed() && lane.peek()) {
        reader.take();
        taken++;
        Checkpoint.RECEIVE_TAKEN.pass();
        handler.onMessage(reader.data(), reader.messageOffset(), reader.messageLength());
        Checkpoint.RECEIVE_HANDLED.pass();
        if (reader.isPublicationDue()) {
          giveRoom(lane);
        }
      }
      return taken;
    } finally {
      handlerEnds();
      monitor.counted(taken);
      if (reader.isBehind()) {
        giveRoom(lane);
      }
    }
  }

  /**
   * Gives the lane's sender the room of what was taken, and wakes it if it sleeps for want of it.
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
  void leave() throws IpcException {
    members.detach();
    try {
      region.unlink();
    } finally {
      tellSenders();
    }
  }

  private void tellSenders() {
    RingDescriptor.endTerm(memory);
    for (Lane lane : lanes) {
      lane.senderWaker().wake();
    }
  }
}
