package org.javaipc.core.ring;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.Set;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.Channel;
import org.javaipc.InvalidAddressException;
import org.javaipc.IpcException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.core.membership.ChannelHeader;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.Checkpoint;
import org.javaipc.spi.MemoryFault;
import org.javaipc.spi.RegionStore;
import org.javaipc.spi.SharedRegion;

/**
 * The body of every memory transport: a channel over regions of a {@link RegionStore}.
 *
 * <p>Each sender has a lane of its own, a one-to-one ring of the channel's capacity; the receiver
 * reads the lanes in turn. The first lane's memory is reserved when the channel is created, the
 * others' when a sender first joins them.
 */
public final class RingChannel implements Channel {
  /**
   * The number with which every region begins, so that stores can tell a channel from other things.
   */
  public static final long MAGIC = RingLayout.MAGIC;

  private final Address address;
  private final ChannelOptions options;
  private final Set<Capability> capabilities;
  private final RegionStore store;
  private final RingLimits geometry;

  /**
   * Describes a channel; nothing is opened.
   *
   * @param address of the channel
   * @param options of the address
   * @param capabilities of the transport
   * @param store where the channel's region is made and found
   * @throws InvalidAddressException if the options are invalid
   */
  public RingChannel(
      Address address, ChannelOptions options, Set<Capability> capabilities, RegionStore store) {
    this.address = address;
    this.options = options;
    this.capabilities = Set.copyOf(capabilities);
    this.store = store;
    this.geometry = RingLimits.of(address, options);
    if (!options.framed()) {
      throw new InvalidAddressException(
          "address '%s': framing=none and framing=lines are for byte streams to programs that do not use javaipc; %s: keeps message boundaries by itself; leave the option out"
              .formatted(address, address.scheme()));
    }
  }

  /**
   * {@return the process slot of the receiver, for messages; 0 if the region is too short to say
   * it}
   *
   * @param region the beginning of a region, which anybody may have written
   */
  public static long receiverSlot(MemorySegment region) {
    return ChannelHeader.receiverSlot(region);
  }

  /**
   * {@return a number of the stream that has ended while its receiver stays; 0 if it goes on}
   *
   * @param region of a channel of this process
   */
  public static long endedTerm(MemorySegment region) {
    return ChannelHeader.endedTerm(region);
  }

  @Override
  public Address address() {
    return address;
  }

  @Override
  public Set<Capability> capabilities() {
    return capabilities;
  }

  @Override
  public Receiver receiver() throws IpcException {
    return MemoryFault.typed(
        store,
        () -> {
          Optional<SharedRegion> left = store.adopt();
          return left.isPresent() ? adopt(left.get()) : create();
        });
  }

  private Receiver create() throws IpcException {
    long boot = store.boot();
    SharedRegion region =
        store.create(
            RingLayout.totalLength(geometry),
            RingLayout.headerLength(geometry.lanes()) + geometry.capacity(),
            (memory, self) -> {
              ChannelHeader.putType(memory, options.type());
              RingLayout.initialize(memory, geometry, self, boot);
              Checkpoint.CREATE_INITIALIZED.pass();
            });
    Checkpoint.CREATE_NAMED.pass();
    Receiver receiver = null;
    try {
      receiver = receiver(region, geometry);
      return receiver;
    } finally {
      if (receiver == null) {
        region.unlink();
        region.close();
      }
    }
  }

  private Receiver receiver(SharedRegion region, RingLimits agreed) throws IpcException {
    return new RingReceiver(address, region, agreed, options.waiting(), isDurable());
  }

  private boolean isDurable() {
    return capabilities.contains(Capability.DURABLE) && !options.temporary();
  }

  /** Goes on with what a former receiver left. */
  private Receiver adopt(SharedRegion region) throws IpcException {
    Receiver receiver = null;
    try {
      MemorySegment memory = region.segment();
      RingLimits found = RingLayout.check(memory, region.describe());
      found.checkStated(address, options);
      ChannelHeader.checkType(memory, region.describe(), address, options);
      ChannelHeader.putType(memory, options.type());
      boolean restarted =
          RingLayout.beginTerm(memory, options.mailbox(), region.liveness().self(), store.boot());
      RingLimits adopted = found.withMailbox(options.mailbox());
      if (restarted) {
        LaneReader.forgetUnsynced(memory, adopted);
      }
      receiver = receiver(region, adopted);
      return receiver;
    } finally {
      if (receiver == null) {
        region.close();
      }
    }
  }

  @Override
  public Sender sender() throws IpcException, InterruptedException {
    return new RingJoiner<Sender>(
            address,
            options,
            store,
            (region, agreed, receiver, lane) ->
                new RingSender(
                    address, region, agreed, receiver, lane, options.waiting(), isDurable()))
        .connect();
  }

  /**
   * Joins the channel for a sender that is elsewhere and whose messages come by other means.
   *
   * @return its lane here
   * @throws org.javaipc.ConnectTimeoutException if no receiver is open, or no place is free yet
   * @throws IpcException as {@link Channel#sender} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public RingFeed feed() throws IpcException, InterruptedException {
    return new RingJoiner<>(address, options, store, RingFeed::new).connect();
  }
}
