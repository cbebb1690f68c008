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
 * The implementation of every memory transport: a channel over regions of a {@link RegionStore}.
 *
 * <p>Each sender has its own lane, a one-to-one ring with the channel's capacity; the receiver reads the lanes in turn.
 * The memory of the first lane is reserved when the channel is created, that of each other lane when a sender first
 * joins it.
 */
public final class RingChannel implements Channel {
  /**
   * The magic number with which every region begins, so that stores can distinguish a channel from other objects.
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
   * @param store creates and finds the channel's region
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
   * {@return the process slot of the receiver, for messages; 0 if the region is too short to have one}
   *
   * @param region the beginning of a region, which any process may have written
   */
  public static long receiverSlot(MemorySegment region) {
    return ChannelHeader.receiverSlot(region);
  }

  /**
   * {@return a number that identifies a stream that has ended while its receiver stays; 0 if the stream continues}
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

  /** Continues with what a former receiver left behind. */
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
   * Joins the channel on behalf of a remote sender, whose messages arrive by other means.
   *
   * @return its local lane
   * @throws org.javaipc.ConnectTimeoutException if no receiver is open, or no place is free yet
   * @throws IpcException as {@link Channel#sender} says
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public RingFeed feed() throws IpcException, InterruptedException {
    return new RingJoiner<>(address, options, store, RingFeed::new).connect();
  }
}
