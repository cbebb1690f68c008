package org.javaipc.core.topic;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.javaipc.Address;
import org.javaipc.ChannelStatus;
import org.javaipc.ChannelStatus.Kind;
import org.javaipc.ChannelStatus.State;
import org.javaipc.IpcException;
import org.javaipc.core.endpoint.Fields;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.RegionKinds;
import org.javaipc.spi.RegionSnapshot;
import org.javaipc.spi.TopicOptions;
import org.javaipc.spi.TopicStore;

/** Reads copies of the headers of a topic and of its subscriptions. Trusts no byte of them. */
public final class TopicInspector {
  private static final long LONGEST_HEADER =
      TopicDescriptor.headerLength(ChannelOptions.MAX_SENDERS, TopicOptions.MAX_SUBSCRIBERS);

  private final Address address;
  private final TopicStore store;

  /**
   * Inspects one topic.
   *
   * @param address of the topic
   * @param store where its regions would be
   */
  public TopicInspector(Address address, TopicStore store) {
    this.address = address;
    this.store = store;
  }

  /** {@return the status of the topic and of each subscription to it; empty if there is no such topic} */
  public List<ChannelStatus> look() {
    try {
      Optional<RegionSnapshot> seen = store.snapshot(LONGEST_HEADER);
      boolean isTopic =
          seen.isPresent()
              && seen.get().start().byteSize() >= Long.BYTES
              && Fields.getLong(seen.get().start(), 0) == RegionKinds.TOPIC;
      return isTopic ? look(seen.get()) : List.of();
    } catch (IpcException e) {
      return List.of(unreadable(store.toString(), State.UNKNOWN, e));
    }
  }

  /**
   * {@return the places that the subscriptions of a topic beside a log have reported; those that reported none are left
   * out}
   *
   * @throws IpcException if the topic cannot be read, or the file is not a topic
   */
  public List<ToldPlace> places() throws IpcException {
    Optional<RegionSnapshot> topic = store.snapshot(LONGEST_HEADER);
    if (topic.isEmpty()) {
      return List.of();
    }
    RegionSnapshot seen = topic.get();
    TopicLimits limits = TopicDescriptor.check(seen.start(), seen.size(), seen.object());
    List<ToldPlace> all = new ArrayList<>();
    for (int index = 0; index < limits.subscribers(); index++) {
      if (Fields.getLong(seen.start(), TopicDescriptor.markOffset(index)) != 0) {
        seenSubscription(seen, limits, index)
            .filter(each -> SubscriptionDescriptor.place(each.start()) >= 0)
            .map(TopicInspector::place)
            .ifPresent(all::add);
      }
    }
    return all;
  }

  private static ToldPlace place(RegionSnapshot seen) {
    return new ToldPlace(
        seen.object(),
        seen.state(),
        pid(seen, SubscriptionDescriptor.slot(seen.start())),
        SubscriptionDescriptor.place(seen.start()),
        SubscriptionDescriptor.placeBytes(seen.start()));
  }

  private List<ChannelStatus> look(RegionSnapshot topic) {
    try {
      TopicLimits limits = TopicDescriptor.check(topic.start(), topic.size(), topic.object());
      List<ChannelStatus> all = new ArrayList<>();
      all.add(topic(topic, limits));
      for (int index = 0; index < limits.subscribers(); index++) {
        if (Fields.getLong(topic.start(), TopicDescriptor.markOffset(index)) != 0) {
          subscription(topic, limits, index).ifPresent(all::add);
        }
      }
      return all;
    } catch (IpcException e) {
      return List.of(unreadable(topic.object(), topic.state(), e));
    }
  }

  private ChannelStatus unreadable(String object, State state, IpcException e) {
    return ChannelStatus.unreadable(
        address, Kind.TOPIC, object, state, String.valueOf(e.getMessage()));
  }

  private ChannelStatus topic(RegionSnapshot topic, TopicLimits limits) {
    List<ChannelStatus.Lane> lanes = new ArrayList<>();
    for (int lane = 0; lane < limits.publishers(); lane++) {
      MemorySegment descriptor = TopicDescriptor.laneDescriptor(topic.start(), limits, lane);
      if (isUsed(descriptor)) {
        long published = published(descriptor);
        lanes.add(lane(topic, descriptor, lane, published, position(descriptor)));
      }
    }
    return status(Kind.TOPIC, topic, OptionalLong.empty(), Optional.empty(), limits, lanes);
  }

  private Optional<ChannelStatus> subscription(RegionSnapshot topic, TopicLimits limits, int index)
      throws IpcException {
    return seenSubscription(topic, limits, index).map(seen -> subscription(topic, seen, limits));
  }

  private Optional<RegionSnapshot> seenSubscription(
      RegionSnapshot topic, TopicLimits limits, int index) throws IpcException {
    long number = TopicDescriptor.number(topic.start());
    return store
        .subscription(index)
        .snapshot(SubscriptionDescriptor.length(limits.publishers()))
        .filter(seen -> SubscriptionDescriptor.isValid(seen.start(), limits.publishers(), number));
  }

  private ChannelStatus subscription(
      RegionSnapshot topic, RegionSnapshot subscription, TopicLimits limits) {
    List<ChannelStatus.Lane> lanes = new ArrayList<>();
    long missed = 0;
    for (int lane = 0; lane < limits.publishers(); lane++) {
      MemorySegment descriptor = TopicDescriptor.laneDescriptor(topic.start(), limits, lane);
      MemorySegment own = SubscriptionDescriptor.lane(subscription.start(), lane);
      missed += Fields.getLong(own, SubscriptionDescriptor.MISSED_OFFSET);
      if (isUsed(descriptor)) {
        long passed = Fields.getLong(own, SubscriptionDescriptor.TAKEN_OFFSET);
        long read = Fields.getLong(own, SubscriptionDescriptor.POSITION_OFFSET);
        lanes.add(lane(topic, descriptor, lane, passed, read));
      }
    }
    return status(
        Kind.SUBSCRIPTION,
        subscription,
        pid(subscription, SubscriptionDescriptor.slot(subscription.start())),
        missed > 0 ? Optional.of("missed " + missed + " messages") : Optional.empty(),
        limits,
        lanes);
  }

  private ChannelStatus status(
      Kind kind,
      RegionSnapshot region,
      OptionalLong subscriber,
      Optional<String> problem,
      TopicLimits limits,
      List<ChannelStatus.Lane> lanes) {
    return new ChannelStatus(
        address,
        kind,
        region.object(),
        region.state(),
        problem,
        subscriber,
        limits.capacity(),
        limits.maxMessage(),
        limits.publishers(),
        true,
        0,
        lanes);
  }

  private static ChannelStatus.Lane lane(
      RegionSnapshot topic, MemorySegment descriptor, int index, long received, long read) {
    boolean joined =
        Fields.getInt(descriptor, TopicDescriptor.STATE_OFFSET) == TopicDescriptor.JOINED;
    long written = position(descriptor);
    return new ChannelStatus.Lane(
        index,
        joined,
        joined
            ? pid(topic, Fields.getLong(descriptor, TopicDescriptor.SLOT_OFFSET))
            : OptionalLong.empty(),
        published(descriptor),
        received,
        Fields.getLong(descriptor, TopicDescriptor.ROOM_WAITS_OFFSET),
        written,
        read,
        Math.max(0, written - read));
  }

  private static boolean isUsed(MemorySegment descriptor) {
    return Fields.getInt(descriptor, TopicDescriptor.TAKEN_OFFSET) != 0;
  }

  private static long published(MemorySegment descriptor) {
    return Fields.getLong(descriptor, TopicDescriptor.PUBLISHED_OFFSET);
  }

  private static long position(MemorySegment descriptor) {
    return Fields.getLong(descriptor, TopicDescriptor.POSITION_OFFSET);
  }

  private static OptionalLong pid(RegionSnapshot region, long slot) {
    long pid = region.pids().applyAsLong(slot);
    return pid > 0 ? OptionalLong.of(pid) : OptionalLong.empty();
  }
}
