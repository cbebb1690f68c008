package org.javaipc.core.ring;

import org.javaipc.Address;
import org.javaipc.ChannelBusyException;
import org.javaipc.IpcException;
import org.javaipc.core.endpoint.Fields;
import org.javaipc.core.membership.ChannelHeader;
import org.javaipc.core.membership.Connector;
import org.javaipc.core.membership.MembershipChange;
import org.javaipc.core.membership.ReceiverWatch;
import org.javaipc.core.membership.SlotHeader;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.Checkpoint;
import org.javaipc.spi.MemoryFault;
import org.javaipc.spi.RegionStore;
import org.javaipc.spi.SharedRegion;
import org.jspecify.annotations.Nullable;

/**
 * Gives a sender a lane, under the name's lock.
 *
 * @param <E> type of the end that writes to the lane
 */
final class RingJoiner<E extends AutoCloseable> extends Connector<E> {
  private static final int NO_LANE = -1;

  private final Writing<E> writing;

  /** Takes a lane that is free and reserved, under the name's lock. */
  @FunctionalInterface
  interface Writing<E> {
    E into(SharedRegion region, RingLimits geometry, ReceiverWatch receiver, int lane)
        throws IpcException;
  }

  RingJoiner(Address address, ChannelOptions options, RegionStore store, Writing<E> writing) {
    super(address, options, store, "receiver");
    this.writing = writing;
  }

  @Override
  protected @Nullable E tryJoin(SharedRegion region) throws IpcException, InterruptedException {
    Checkpoint.JOIN_MAPPED.pass();
    RingLimits geometry = RingLayout.check(region.segment(), region.describe());
    geometry.checkStated(address, options);
    ReceiverWatch receiver = new ReceiverWatch(region, slot(region));
    E sender = null;
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
    return ChannelHeader.receiverSlot(region.segment());
  }

  private @Nullable E join(SharedRegion region, RingLimits geometry, ReceiverWatch receiver)
      throws IpcException, InterruptedException {
    lock(region);
    E sender = null;
    try {
      Checkpoint.JOIN_LOCKED.pass();
      sender = joinLocked(region, geometry, receiver);
    } finally {
      unlock(region, sender);
    }
    return sender;
  }

  /**
   * Releases the lock and makes the receiver check: it may have wanted the lock, and may not know yet of a sender that
   * died before it could announce itself.
   */
  private void unlock(SharedRegion region, @Nullable E sender) throws IpcException {
    try (MemoryFault.SETTLED) {
      region.unlock();
      MembershipChange.announce(region.segment(), region.parker());
    } catch (IpcException | InternalError e) {
      if (sender != null) {
        close(sender, e);
      }
      throw e;
    }
  }

  private void close(E sender, Throwable because) {
    try {
      sender.close();
    } catch (Exception e) {
      because.addSuppressed(e);
    }
  }

  private @Nullable E joinLocked(SharedRegion region, RingLimits geometry, ReceiverWatch receiver)
      throws IpcException {
    if (!isOpen(region, receiver, slot(region))) {
      return null;
    }
    ChannelHeader.checkType(region.segment(), region.describe(), address, options);
    int lane = freeLane(region, geometry);
    if (lane == NO_LANE) {
      return null;
    }
    region.reserve(RingLayout.laneDataOffset(geometry, lane), geometry.capacity());
    Checkpoint.JOIN_RESERVED.pass();
    return writing.into(region, geometry, receiver, lane);
  }

  private int freeLane(SharedRegion region, RingLimits geometry) throws IpcException {
    boolean changes = false;
    for (int i = 0; i < geometry.lanes(); i++) {
      long lane = RingLayout.laneDescriptorOffset(i);
      int state = Fields.getIntAcquire(region.segment(), lane + SlotHeader.STATE_OFFSET);
      if (state == SlotHeader.FREE) {
        return i;
      }
      changes |=
          state != SlotHeader.JOINED
              || Fields.getInt(region.segment(), lane + SlotHeader.REFUSED_OFFSET) != 0
              || !isSenderAlive(region, lane);
    }
    if (!changes) {
      throw new ChannelBusyException(
          "%s: all senders=%d places are in use; close a sender, or let the receiver open the channel with a larger senders="
              .formatted(address, geometry.lanes()));
    }
    obstacle("the receiver did not read what an earlier sender left");
    return NO_LANE;
  }

  private static boolean isSenderAlive(SharedRegion region, long lane) throws IpcException {
    return isAlive(region, Fields.getLong(region.segment(), lane + SlotHeader.PROCESS_OFFSET));
  }
}
