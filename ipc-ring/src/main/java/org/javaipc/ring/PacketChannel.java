package org.javaipc.ring;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.Set;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.Channel;
import org.javaipc.CorruptChannelException;
import org.javaipc.InvalidAddressException;
import org.javaipc.IpcException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.Checkpoint;
import org.javaipc.spi.RegionStore;
import org.javaipc.spi.SharedRegion;

/**
 * The body of every transport over a queue of the kernel. The kernel keeps the messages, each as it was
 * sent; a region beside it says who is joined and where the queue is, and wakes who waits. All senders
 * share the queue.
 *
 * <p>What a receiver had not read when it ended is there for the next one. A receiver that closes with
 * nothing unread takes the queue along.
 */
public final class PacketChannel implements Channel {
  /** The number with which every region begins, so that stores can tell a channel from other things. */
  public static final long MAGIC = PacketDescriptor.MAGIC;

  private final Address address;
  private final ChannelOptions options;
  private final Set<Capability> capabilities;
  private final RegionStore store;
  private final PacketQueues queues;
  private final PacketGeometry geometry;

  /**
   * Describes a channel; nothing is opened.
   *
   * @param address of the channel
   * @param options of the address
   * @param capabilities of the transport
   * @param store where the channel's region is made and found; one that outlives its owner
   * @param queues where the channel's queue is made and found
   * @throws InvalidAddressException if the options ask for what cannot be
   * @throws IpcException if the kernel's limits cannot be read
   */
  public PacketChannel(
      Address address,
      ChannelOptions options,
      Set<Capability> capabilities,
      RegionStore store,
      PacketQueues queues)
      throws IpcException {
    this.address = address;
    this.options = options;
    this.capabilities = Set.copyOf(capabilities);
    this.store = store;
    this.queues = queues;
    this.geometry = PacketGeometry.of(address, options, queues);
    if (!options.framed()) {
      throw new InvalidAddressException(
          "address '%s': framing=none is for byte streams to programs that know nothing of javaipc; %s: keeps messages apart by itself, leave the option out"
              .formatted(address, address.scheme()));
    }
  }

  /**
   * {@return the process slot of the receiver, for messages; 0 if the region is too short to say it}
   *
   * @param region the beginning of a region, which anybody may have written
   */
  public static long receiverSlot(MemorySegment region) {
    return PacketDescriptor.receiverSlot(region);
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
  public Sender sender() throws IpcException, InterruptedException {
    return new PacketJoiner(address, options, store, queues).connect();
  }

  @Override
  public Receiver receiver() throws IpcException {
    Optional<SharedRegion> left = store.adopt();
    return left.isPresent() ? adopt(left.get()) : create();
  }

  private Receiver create() throws IpcException {
    long length = PacketDescriptor.length(geometry.seats());
    SharedRegion region =
        store.create(
            length,
            length,
            (memory, self) -> {
              PacketDescriptor.initialize(memory, geometry, self);
              Checkpoint.CREATE_INITIALIZED.pass();
            });
    Checkpoint.CREATE_NAMED.pass();
    Receiver receiver = null;
    try {
      receiver = receive(region, newQueue(region, geometry), geometry);
      return receiver;
    } finally {
      if (receiver == null) {
        region.discard();
        region.close();
      }
    }
  }

  /** Goes on with what a former receiver left. */
  private Receiver adopt(SharedRegion region) throws IpcException {
    Receiver receiver = null;
    try {
      MemorySegment memory = region.segment();
      PacketGeometry found = PacketDescriptor.check(memory, region.describe());
      found.checkStated(address, options);
      PacketDescriptor.adopt(memory, options.mailbox(), region.liveness().self());
      PacketGeometry adopted = found.withMailbox(options.mailbox());
      Optional<PacketMedium> kept =
          queues.open(PacketDescriptor.place(memory), found.maxMessage(), false);
      PacketMedium medium = kept.isPresent() ? kept.get() : newQueue(region, adopted);
      receiver = receive(region, medium, adopted);
      return receiver;
    } catch (InternalError e) {
      throw new CorruptChannelException(
          region.describe() + ": was cut short while it was mapped: " + e.getMessage(), e);
    } finally {
      if (receiver == null) {
        region.close();
      }
    }
  }

  /**
   * Removes what a receiver left that is gone, if nothing in it waits for the next one.
   *
   * @return whether it was removed
   */
  boolean removeIfEmpty() throws IpcException {
    Optional<SharedRegion> left = store.adopt();
    if (left.isEmpty()) {
      return false;
    }
    try (SharedRegion region = left.get()) {
      MemorySegment memory = region.segment();
      PacketGeometry found = PacketDescriptor.check(memory, region.describe());
      Optional<PacketMedium> kept =
          queues.open(PacketDescriptor.place(memory), found.maxMessage(), false);
      if (kept.isPresent()) {
        try (PacketMedium medium = kept.get()) {
          if (medium.pending() > 0) {
            return false;
          }
          medium.remove();
        }
      }
      region.discard();
      return true;
    }
  }

  private PacketMedium newQueue(SharedRegion region, PacketGeometry wanted) throws IpcException {
    MemorySegment place = PacketDescriptor.place(region.segment());
    place.fill((byte) 0);
    return queues.create(wanted.capacity(), wanted.maxMessage(), place);
  }

  private Receiver receive(SharedRegion region, PacketMedium medium, PacketGeometry known) {
    return new PacketReceiver(address, region, medium, known, options.waiting());
  }
}
