package org.javaipc.core.ring;

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
import org.javaipc.core.event.EventLayout;
import org.javaipc.core.membership.ChannelHeader;
import org.javaipc.core.membership.SlotHeader;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.RegionSnapshot;
import org.javaipc.spi.RegionStore;

/** Reads a copy of a region's header. Trusts no byte of it. */
final class RingInspector {
  private static final long LONGEST_HEADER = RingLayout.headerLength(ChannelOptions.MAX_SENDERS);

  private final Address address;
  private final Kind kind;

  /**
   * Inspects one object.
   *
   * @param address of the channel
   * @param kind which of the two objects that an address can have
   */
  RingInspector(Address address, Kind kind) {
    this.address = address;
    this.kind = kind;
  }

  /** {@return the object's status; empty if there is no such object} */
  Optional<ChannelStatus> look(RegionStore store) {
    try {
      return store.snapshot(LONGEST_HEADER).map(this::status);
    } catch (IpcException e) {
      return Optional.of(
          unreadable(store.toString(), State.UNKNOWN, String.valueOf(e.getMessage())));
    }
  }

  private ChannelStatus status(RegionSnapshot region) {
    if (region.start().byteSize() == 0 && region.state() == State.LEFT) {
      return unreadable(region.object(), State.LEFT, "its memory is gone with its owner");
    }
    try {
      return kind == Kind.CHANNEL ? channel(region) : events(region);
    } catch (CorruptChannelException e) {
      return unreadable(region.object(), State.UNKNOWN, String.valueOf(e.getMessage()));
    }
  }

  private ChannelStatus unreadable(String object, State state, String problem) {
    return ChannelStatus.unreadable(address, kind, object, state, problem);
  }

  private ChannelStatus events(RegionSnapshot region) throws CorruptChannelException {
    EventLayout.check(region.start(), region.object());
    return new ChannelStatus(
        address,
        kind,
        region.object(),
        region.state(),
        Optional.empty(),
        pid(region, EventLayout.listenerSlot(region.start())),
        0,
        0,
        0,
        false,
        0,
        List.of());
  }

  private ChannelStatus channel(RegionSnapshot region) throws CorruptChannelException {
    RingLimits geometry = RingLayout.check(region.start(), region.size(), region.object());
    return new ChannelStatus(
        address,
        kind,
        region.object(),
        region.state(),
        Optional.empty(),
        pid(region, ChannelHeader.receiverSlot(region.start())),
        geometry.capacity(),
        geometry.maxMessage(),
        geometry.lanes(),
        geometry.mailbox(),
        Fields.getLong(region.start(), ChannelHeader.DIED_OFFSET),
        lanes(region, geometry));
  }

  private static List<ChannelStatus.Lane> lanes(RegionSnapshot region, RingLimits geometry) {
    List<ChannelStatus.Lane> lanes = new ArrayList<>();
    for (int index = 0; index < geometry.lanes(); index++) {
      ChannelStatus.Lane lane = lane(region, geometry, index);
      if (lane.joined() || lane.written() != 0 || lane.sent() != 0) {
        lanes.add(lane);
      }
    }
    return lanes;
  }

  private static ChannelStatus.Lane lane(RegionSnapshot region, RingLimits geometry, int index) {
    MemorySegment lane = RingLayout.laneDescriptor(region.start(), index);
    boolean joined = Fields.getInt(lane, SlotHeader.STATE_OFFSET) == SlotHeader.JOINED;
    long read = Fields.getLong(lane, RingLayout.CONSUMER_POSITION_OFFSET);
    // A sender that has sent nothing yet has not said where it is: where the one before it was
    // read.
    long written = Math.max(read, Fields.getLong(lane, RingLayout.PRODUCER_POSITION_OFFSET));
    long difference = written - read; // negative if the memory was overwritten
    return new ChannelStatus.Lane(
        index,
        joined,
        joined
            ? pid(region, Fields.getLong(lane, SlotHeader.PROCESS_OFFSET))
            : OptionalLong.empty(),
        Fields.getLong(lane, RingLayout.SENT_OFFSET),
        Fields.getLong(lane, RingLayout.RECEIVED_OFFSET),
        Fields.getLong(lane, RingLayout.ROOM_WAITS_OFFSET),
        written,
        read,
        Math.clamp(difference, 0, geometry.capacity()));
  }

  private static OptionalLong pid(RegionSnapshot region, long slot) {
    long pid = region.pids().applyAsLong(slot);
    return pid > 0 ? OptionalLong.of(pid) : OptionalLong.empty();
  }
}
