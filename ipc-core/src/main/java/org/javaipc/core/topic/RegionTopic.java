package org.javaipc.core.topic;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.ChannelBusyException;
import org.javaipc.ConnectTimeoutException;
import org.javaipc.CorruptChannelException;
import org.javaipc.EndRole;
import org.javaipc.IpcException;
import org.javaipc.Topic;
import org.javaipc.core.endpoint.Fields;
import org.javaipc.spi.ChangeMark;
import org.javaipc.spi.Checkpoint;
import org.javaipc.spi.EndMonitor;
import org.javaipc.spi.Liveness;
import org.javaipc.spi.MemoryFault;
import org.javaipc.spi.SharedRegion;
import org.javaipc.spi.TopicOptions;
import org.javaipc.spi.TopicRegion;
import org.javaipc.spi.TopicStore;
import org.jspecify.annotations.Nullable;

/**
 * The implementation of every memory transport's topics: a topic over regions of a {@link TopicStore}.
 *
 * <p>Each publisher has its own lane in the topic's region, a ring that subscriptions map for reading only. Each
 * subscription has its own region, in which it publishes its position, and sleeps.
 */
public final class RegionTopic implements Topic {
  /** The magic number with which the region of every subscription begins. */
  public static final long SUBSCRIPTION_MAGIC = SubscriptionDescriptor.MAGIC;

  /** The contents of the memory disappear with the last end, and are read from a copy. */
  private static final Set<Capability> OF_TOPICS =
      Set.of(
          Capability.CROSS_PROCESS,
          Capability.MANY_SENDERS,
          Capability.PEER_DEATH,
          Capability.CLAIM_IN_PLACE,
          Capability.VIRTUAL_THREADS);

  private static final long LONGEST_PAUSE_MILLIS = 10;

  private final Address address;
  private final TopicOptions options;
  private final Set<Capability> capabilities;
  private final TopicStore store;
  private final TopicLimits limits;
  private final Monitors monitors;

  /** Makes the monitor of an end. */
  @FunctionalInterface
  private interface Monitors {
    EndMonitor of(Address address, EndRole role);
  }

  /**
   * Describes a topic; nothing is opened.
   *
   * @param address of the topic
   * @param options of the address
   * @param capabilities of the transport
   * @param store creates and finds the topic's regions
   * @throws org.javaipc.InvalidAddressException if the options are invalid
   */
  public RegionTopic(
      Address address, TopicOptions options, Set<Capability> capabilities, TopicStore store) {
    this(
        address,
        options,
        capabilities.stream().filter(OF_TOPICS::contains).collect(Collectors.toUnmodifiableSet()),
        store,
        EndMonitor::new);
  }

  private RegionTopic(
      Address address,
      TopicOptions options,
      Set<Capability> capabilities,
      TopicStore store,
      Monitors monitors) {
    this.address = address;
    this.options = options;
    this.capabilities = capabilities;
    this.store = store;
    this.monitors = monitors;
    this.limits = TopicLimits.of(address, options);
  }

  /** {@return the same topic, for ends that are a part of another end, which appears in the metrics instead of them} */
  public RegionTopic unlisted() {
    return new RegionTopic(address, options, capabilities, store, EndMonitor::unlisted);
  }

  /**
   * {@return the process slot of a subscription, for messages; 0 if the region is too short to have one}
   *
   * @param region the beginning of its region, which any process may have written
   */
  public static long subscriberSlot(MemorySegment region) {
    return SubscriptionDescriptor.slot(region);
  }

  @Override
  public Address address() {
    return address;
  }

  TopicStore store() {
    return store;
  }

  @Override
  public Set<Capability> capabilities() {
    return capabilities;
  }

  @Override
  public BellPublisher publisher() throws IpcException, InterruptedException {
    AtomicBoolean made = new AtomicBoolean();
    TopicRegion region =
        store.join(
            TopicDescriptor.totalLength(limits),
            TopicDescriptor.headerLength(limits),
            (memory, self) -> {
              TopicDescriptor.initialize(memory, limits);
              made.set(true);
              Checkpoint.CREATE_INITIALIZED.pass();
            });
    return joined(
        region,
        found -> {
          if (made.get()) {
            Checkpoint.CREATE_NAMED.pass();
            removeFormer();
          }
          TopicDescriptor.fixType(region.segment(), region.describe(), options.channel().type());
          return publisher(region, found);
        });
  }

  /** Removes what killed subscriptions to a former topic of the name left behind. */
  private void removeFormer() throws IpcException {
    for (int index = 0; index < limits.subscribers(); index++) {
      var _ = store.subscription(index).removeLeftover();
    }
  }

  private BellPublisher publisher(TopicRegion region, TopicLimits found) throws IpcException {
    CorruptChannelException damage = null;
    for (int lane = 0; lane < found.publishers(); lane++) {
      if (isFree(region, found, lane)) {
        try {
          region.reserve(TopicDescriptor.laneDataOffset(found, lane), found.capacity());
          return new PublishingEnd(
              monitors.of(address, EndRole.PUBLISHER),
              store,
              region,
              found,
              lane,
              options.channel().waiting());
        } catch (CorruptChannelException e) {
          damage = e; // there may be another lane
        }
      }
    }
    if (damage != null) {
      throw damage;
    }
    throw new ChannelBusyException(
        "%s: all senders=%d places of the topic are in use; close a publisher, or let the first one create the topic with a larger senders="
            .formatted(address, found.publishers()));
  }

  private static boolean isFree(TopicRegion region, TopicLimits limits, int lane)
      throws IpcException {
    var descriptor = TopicDescriptor.laneDescriptor(region.segment(), limits, lane);
    if (Fields.getIntAcquire(descriptor, TopicDescriptor.STATE_OFFSET) != TopicDescriptor.JOINED) {
      return true;
    }
    long slot = Fields.getLong(descriptor, TopicDescriptor.SLOT_OFFSET);
    try (Liveness.Watch watch = region.liveness().watch(slot, () -> {})) {
      return !watch.isAlive();
    }
  }

  @Override
  public BellSubscription subscribe() throws IpcException, InterruptedException {
    long deadline = deadline();
    for (long pause = 1; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS)) {
      Optional<TopicRegion> region = store.find();
      if (region.isPresent()) {
        return joined(region.get(), found -> subscription(region.get(), found));
      }
      if (System.nanoTime() - deadline >= 0) {
        throw new ConnectTimeoutException(
            "%s: no publisher had created the topic within connect=%dms; start one first, or use a longer connect= on a loaded machine"
                .formatted(address, options.channel().connect().toMillis()));
      }
      Thread.sleep(pause);
    }
  }

  private BellSubscription subscription(TopicRegion topic, TopicLimits found) throws IpcException {
    for (int index = 0; index < found.subscribers(); index++) {
      SharedRegion region = ownRegion(topic, found, index);
      if (region != null) {
        return subscription(topic, found, region, index);
      }
    }
    throw new ChannelBusyException(
        "%s: all subscribers=%d places of the topic are in use; close a subscription, or let the first publisher create the topic with a larger subscribers="
            .formatted(address, found.subscribers()));
  }

  private BellSubscription subscription(
      TopicRegion topic, TopicLimits found, SharedRegion region, int index) throws IpcException {
    BellSubscription end = null;
    try {
      end =
          new SubscribingEnd(
              monitors.of(address, EndRole.SUBSCRIPTION), options, topic, found, region, index);
      return end;
    } finally {
      if (end == null) {
        region.unlink();
        region.close();
      }
    }
  }

  /** {@return the region of a new subscription; null if another live subscription has the index} */
  private @Nullable SharedRegion ownRegion(TopicRegion topic, TopicLimits found, int index)
      throws IpcException {
    Optional<SharedRegion> taken = store.subscription(index).open(); // a dead one's is removed
    if (taken.isPresent()) {
      taken.get().close();
      return null;
    }
    long length = SubscriptionDescriptor.length(found.publishers());
    long token = ChangeMark.next() | 1;
    long number = TopicDescriptor.number(topic.segment());
    try {
      return store
          .subscription(index)
          .create(
              length,
              length,
              (memory, self) ->
                  SubscriptionDescriptor.initialize(
                      memory, found.publishers(), token, number, self));
    } catch (ChannelBusyException e) {
      return null;
    }
  }

  /** Becomes an end of a region, under its lock. */
  @FunctionalInterface
  private interface Joining<E> {
    E join(TopicLimits found) throws IpcException;
  }

  private <E> E joined(TopicRegion region, Joining<E> joining)
      throws IpcException, InterruptedException {
    E end = null;
    try (MemoryFault.SETTLED) {
      Checkpoint.JOIN_MAPPED.pass();
      TopicLimits found =
          TopicDescriptor.check(region.segment(), region.segment().byteSize(), region.describe());
      found.checkStated(address, options);
      lock(region);
      try {
        Checkpoint.JOIN_LOCKED.pass();
        TopicDescriptor.checkType(
            region.segment(), region.describe(), address, options.channel().type());
        end = joining.join(found);
      } finally {
        region.unlock();
      }
      return end;
    } catch (InternalError e) {
      throw MemoryFault.cutShort(region.describe(), e);
    } finally {
      if (end == null) {
        region.close();
      }
    }
  }

  private void lock(TopicRegion region) throws IpcException, InterruptedException {
    long deadline = deadline();
    while (!region.tryLock()) {
      if (System.nanoTime() - deadline >= 0) {
        throw new ConnectTimeoutException(
            "%s: another process held the lock of the topic for longer than connect=%dms; is it stopped, or is the machine overloaded?"
                .formatted(region.describe(), options.channel().connect().toMillis()));
      }
      Thread.sleep(1);
    }
  }

  private long deadline() {
    return System.nanoTime() + TimeUnit.NANOSECONDS.convert(options.channel().connect());
  }
}
