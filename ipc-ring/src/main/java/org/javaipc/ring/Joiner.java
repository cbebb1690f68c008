package org.javaipc.ring;

import org.javaipc.Address;
import org.javaipc.ChannelBusyException;
import org.javaipc.IpcException;
import org.javaipc.Sender;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.Checkpoint;
import org.javaipc.spi.RegionStore;
import org.javaipc.spi.SharedRegion;
import org.jspecify.annotations.Nullable;

/** How a sender gets a lane: under the name's lock. */
final class Joiner extends Connector<Sender> {
  private static final int NO_LANE = -1;

  Joiner(Address address, ChannelOptions options, RegionStore store) {
    super(address, options, store);
  }

  @Override
  @Nullable Sender tryJoin(SharedRegion region) throws IpcException, InterruptedException {
    Checkpoint.JOIN_MAPPED.pass();
    Geometry geometry = RingDescriptor.check(region.segment(), region.describe());
    geometry.checkStated(address, options);
    ReceiverWatch receiver = new ReceiverWatch(region, slot(region));
    Sender sender = null;
    try {
      sender = join(region, geometry, receiver);
    } finally {
      if (sender == null) {
        receiver.close();
      }
    }
    return sender;
  }

  private static long slot(SharedRegion region) {
    return RingDescriptor.receiverSlot(region.segment());
  }

  private @Nullable Sender join(SharedRegion region, Geometry geometry, ReceiverWatch receiver)
      throws IpcException, InterruptedException {
    lock(region);
    Sender sender = null;
    try {
      Checkpoint.JOIN_LOCKED.pass();
      sender = joinLocked(region, geometry, receiver);
    } finally {
      unlock(region, sender);
    }
    return sender;
  }

  /**
   * Gives the lock back and makes the receiver look, which may have wanted the lock, and may not
   * know yet of a sender that died before it could announce itself.
   */
  private static void unlock(SharedRegion region, @Nullable Sender sender) throws IpcException {
    try {
      region.unlock();
      RingSender.announceChange(region.segment(), region.parker());
    } catch (IpcException | InternalError e) {
      if (sender != null) {
        sender.close();
      }
      throw e;
    }
  }

  private @Nullable Sender joinLocked(
      SharedRegion region, Geometry geometry, ReceiverWatch receiver) throws IpcException {
    if (!isOpen(region, receiver, slot(region))) {
      return null;
    }
    int lane = freeLane(region, geometry);
    if (lane == NO_LANE) {
      return null;
    }
    region.reserve(RingDescriptor.laneDataOffset(geometry, lane), geometry.capacity());
    Checkpoint.JOIN_RESERVED.pass();
    return new RingSender(address, region, geometry, receiver, lane, options.waiting());
  }

  private int freeLane(SharedRegion region, Geometry geometry) throws IpcException {
    boolean changes = false;
    for (int i = 0; i < geometry.lanes(); i++) {
      long lane = RingDescriptor.laneDescriptorOffset(i);
      int state = Fields.getIntAcquire(region.segment(), lane + RingDescriptor.LANE_STATE_OFFSET);
      if (state == RingDescriptor.LANE_FREE) {
        return i;
      }
      changes |= state != RingDescriptor.LANE_JOINED || !isSenderAlive(region, lane);
    }
    if (!changes) {
      throw new ChannelBusyException(
          "%s: it has senders=%d, all of them alive; close one, or let the receiver open it with more"
              .formatted(address, geometry.lanes()));
    }
    obstacle("the receiver did not read what an earlier sender left");
    return NO_LANE;
  }

  private static boolean isSenderAlive(SharedRegion region, long lane) throws IpcException {
    return isAlive(
        region, Fields.getLong(region.segment(), lane + RingDescriptor.SENDER_SLOT_OFFSET));
  }
}
