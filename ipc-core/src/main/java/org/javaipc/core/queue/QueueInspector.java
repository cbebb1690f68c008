package org.javaipc.core.queue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.javaipc.Address;
import org.javaipc.ChannelStatus;
import org.javaipc.ChannelStatus.Kind;
import org.javaipc.ChannelStatus.State;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.core.endpoint.Fields;
import org.javaipc.core.membership.ChannelHeader;
import org.javaipc.core.membership.SlotHeader;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.RegionSnapshot;
import org.javaipc.spi.RegionStore;

/** Reads a copy of the header beside a queue. Trusts no byte of it. */
final class QueueInspector {
  private static final long LONGEST_HEADER = QueueLayout.length(ChannelOptions.MAX_SENDERS);

  private final Address address;

  QueueInspector(Address address) {
    this.address = address;
  }

  /** {@return the channel's status; empty if there is no such channel} */
  Optional<ChannelStatus> look(RegionStore store) {
    try {
      return store.snapshot(LONGEST_HEADER).map(this::status);
    } catch (IpcException e) {
      return Optional.of(unreadable(store.toString(), State.UNKNOWN, e));
    }
  }

  private ChannelStatus unreadable(String object, State state, IpcException problem) {
    return ChannelStatus.unreadable(
        address, Kind.CHANNEL, object, state, String.valueOf(problem.getMessage()));
  }

  private ChannelStatus status(RegionSnapshot region) {
    try {
      QueueLimits geometry = QueueLayout.check(region.start(), region.object());
      return new ChannelStatus(
          address,
          Kind.CHANNEL,
          region.object(),
          region.state(),
          Optional.empty(),
          pid(region, ChannelHeader.receiverSlot(region.start())),
          geometry.capacity(),
          geometry.maxMessage(),
          geometry.seats(),
          geometry.mailbox(),
          Fields.getLong(region.start(), ChannelHeader.DIED_OFFSET),
          seats(region, geometry));
    } catch (CorruptChannelException e) {
      return unreadable(region.object(), State.UNKNOWN, e);
    }
  }

  /**
   * {@return the seats that have ever been used} A queue does not record whose messages were received, so the total is
   * distributed over the seats in order; only the sum is meaningful.
   */
  private static List<ChannelStatus.Lane> seats(RegionSnapshot region, QueueLimits geometry) {
    List<ChannelStatus.Lane> seats = new ArrayList<>();
    long received = Fields.getLong(region.start(), QueueLayout.RECEIVED_OFFSET);
    for (int index = 0; index < geometry.seats(); index++) {
      MemorySegment seat = QueueLayout.seat(region.start(), index);
      long sent = Fields.getLong(seat, QueueLayout.SENT_OFFSET);
      boolean joined = Fields.getInt(seat, SlotHeader.STATE_OFFSET) == SlotHeader.JOINED;
      if (joined || sent != 0) {
        long own = Math.clamp(received, 0, Math.max(0, sent));
        received -= own;
        seats.add(lane(region, seat, index, joined, sent, own));
      }
    }
    return seats;
  }

  private static ChannelStatus.Lane lane(
      RegionSnapshot region,
      MemorySegment seat,
      int index,
      boolean joined,
      long sent,
      long received) {
    return new ChannelStatus.Lane(
        index,
        joined,
        joined
            ? pid(region, Fields.getLong(seat, SlotHeader.PROCESS_OFFSET))
            : OptionalLong.empty(),
        sent,
        received,
        Fields.getLong(seat, QueueLayout.ROOM_WAITS_OFFSET),
        0,
        0,
        0);
  }

  private static OptionalLong pid(RegionSnapshot region, long slot) {
    long pid = region.pids().applyAsLong(slot);
    return pid > 0 ? OptionalLong.of(pid) : OptionalLong.empty();
  }
}
