package org.javaipc.ring;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.javaipc.Address;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.ChannelStatus;
import org.javaipc.spi.ChannelStatus.Kind;
import org.javaipc.spi.ChannelStatus.State;
import org.javaipc.spi.RegionSnapshot;
import org.javaipc.spi.RegionStore;

/** Reads what a copy of the header beside a queue says. Trusts no byte of it. */
final class PacketInspector {
  private static final long LONGEST_HEADER = PacketDescriptor.length(ChannelOptions.MAX_SENDERS);

  private final Address address;

  PacketInspector(Address address) {
    this.address = address;
  }

  /** {@return what there is to see; empty if there is no such channel} */
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
      PacketGeometry geometry = PacketDescriptor.check(region.start(), region.object());
      return new ChannelStatus(
          address,
          Kind.CHANNEL,
          region.object(),
          region.state(),
          Optional.empty(),
          pid(region, PacketDescriptor.receiverSlot(region.start())),
          geometry.capacity(),
          geometry.maxMessage(),
          geometry.seats(),
          geometry.mailbox(),
          Fields.getLong(region.start(), RingDescriptor.DIED_OFFSET),
          seats(region, geometry));
    } catch (CorruptChannelException e) {
      return unreadable(region.object(), State.UNKNOWN, e);
    }
  }

  /**
   * {@return the seats that have ever been used} A queue does not say whose messages were received, so
   * what was received in all is given to the seats in their order: only the sum means something.
   */
  private static List<ChannelStatus.Lane> seats(RegionSnapshot region, PacketGeometry geometry) {
    List<ChannelStatus.Lane> seats = new ArrayList<>();
    long received = Fields.getLong(region.start(), PacketDescriptor.RECEIVED_OFFSET);
    for (int index = 0; index < geometry.seats(); index++) {
      MemorySegment seat = PacketDescriptor.seat(region.start(), index);
      long sent = Fields.getLong(seat, PacketDescriptor.SENT_OFFSET);
      boolean joined =
          Fields.getInt(seat, PacketDescriptor.SEAT_STATE_OFFSET) == RingDescriptor.LANE_JOINED;
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
            ? pid(region, Fields.getLong(seat, PacketDescriptor.SENDER_SLOT_OFFSET))
            : OptionalLong.empty(),
        sent,
        received,
        Fields.getLong(seat, PacketDescriptor.ROOM_WAITS_OFFSET),
        0,
        0,
        0);
  }

  private static OptionalLong pid(RegionSnapshot region, long slot) {
    long pid = region.pids().applyAsLong(slot);
    return pid > 0 ? OptionalLong.of(pid) : OptionalLong.empty();
  }
}
