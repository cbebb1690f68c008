package org.javaipc.core.queue;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.Set;
import org.javaipc.Address;
import org.javaipc.Capability;
import org.javaipc.Channel;
import org.javaipc.ChannelBusyException;
import org.javaipc.InvalidAddressException;
import org.javaipc.IpcException;
import org.javaipc.Receiver;
import org.javaipc.Sender;
import org.javaipc.WrongKindException;
import org.javaipc.core.membership.ChannelHeader;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.Checkpoint;
import org.javaipc.spi.MemoryFault;
import org.javaipc.spi.RegionStore;
import org.javaipc.spi.SharedRegion;

/**
 * The implementation of every transport over a kernel queue. The kernel keeps the messages, each as it was sent. A
 * region beside the queue records which ends are joined and where the queue is, and wakes waiting ends. All senders
 * share the queue.
 *
 * <p>The next receiver gets what a receiver had not read when it ended. A receiver that closes with nothing unread
 * removes the queue, and so does the receiver of a temporary channel, such as a connection's.
 */
public final class QueueChannel implements Channel {
  /** The magic number with which every region begins, so that stores can distinguish a channel from other objects. */
  public static final long MAGIC = QueueLayout.MAGIC;

  private final Address address;
  private final ChannelOptions options;
  private final Set<Capability> capabilities;
  private final RegionStore store;
  private final Queues queues;
  private final QueueLimits geometry;

  /**
   * Describes a channel; nothing is opened.
   *
   * @param address of the channel
   * @param options of the address
   * @param capabilities of the transport
   * @param store creates and finds the channel's region, which outlives its owner
   * @param queues creates and finds the channel's queue
   * @throws InvalidAddressException if the options are invalid
   * @throws IpcException if the kernel's limits cannot be read
   */
  public QueueChannel(
      Address address,
      ChannelOptions options,
      Set<Capability> capabilities,
      RegionStore store,
      Queues queues)
      throws IpcException {
    this.address = address;
    this.options = options;
    this.capabilities = Set.copyOf(capabilities);
    this.store = store;
    this.queues = queues;
    this.geometry = QueueLimits.of(address, options, queues);
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
    return new QueueJoiner(address, options, store, queues).connect();
  }

  @Override
  public Receiver receiver() throws IpcException {
    return MemoryFault.typed(
        store,
        () -> {
          Optional<SharedRegion> left = store.adopt();
          boolean kept = left.isPresent() && !isRemovedAsOther(left.get());
          return kept ? adopt(left.get()) : create();
        });
  }

  /**
   * Removes and closes what is left of another kind and of no use any more: a dead server's queue, of which a channel
   * needs neither the greetings nor the limits, and a channel's empty one.
   *
   * @return whether it was removed
   */
  private boolean isRemovedAsOther(SharedRegion region) {
    try {
      QueueLimits found = QueueLayout.check(region.segment(), region.describe());
      boolean removed =
          found.temporary() != options.temporary() && remove(region, found, found.temporary());
      if (removed) {
        region.close();
      }
      return removed;
    } catch (IpcException e) {
      // Another user's, who alone may remove it, or damaged: taking it over says which.
      return false;
    }
  }

  private Receiver create() throws IpcException {
    long length = QueueLayout.length(geometry.seats());
    SharedRegion region =
        store.create(
            length,
            length,
            (memory, self) -> {
              ChannelHeader.putType(memory, options.type());
              QueueLayout.initialize(memory, geometry, self);
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

  /** Continues with what a former receiver left behind. */
  private Receiver adopt(SharedRegion region) throws IpcException {
    Receiver receiver = null;
    try {
      MemorySegment memory = region.segment();
      QueueLimits found = QueueLayout.check(memory, region.describe());
      requireSameKind(found);
      found.checkStated(address, options);
      ChannelHeader.checkType(memory, region.describe(), address, options);
      ChannelHeader.putType(memory, options.type());
      QueueLimits adopted = found.takenOver(options);
      QueueLayout.adopt(memory, adopted, region.liveness().self());
      Optional<QueueMedium> kept =
          queues.open(QueueLayout.place(memory), found.maxMessage(), false);
      QueueMedium medium = kept.isPresent() ? kept.get() : newQueue(region, adopted);
      receiver = receive(region, medium, adopted);
      return receiver;
    } finally {
      if (receiver == null) {
        region.close();
      }
    }
  }

  /** A server takes all messages for greetings of clients, and removes the queue with itself. */
  private void requireSameKind(QueueLimits found) throws WrongKindException {
    if (options.temporary() && !found.temporary()) {
      throw new WrongKindException(
          "%s: a channel keeps unread messages under this name, and a server would take them for its clients; receive them, or remove them with 'ipc clean --kept %s'"
              .formatted(address, address));
    }
  }

  /**
   * Removes what a former receiver left behind, if it holds nothing for the next one.
   *
   * @return whether it was removed
   */
  boolean removeIfEmpty() throws IpcException {
    return removeLeft(false);
  }

  /**
   * Removes what the dead receiver of a temporary channel left behind.
   *
   * @return whether nothing is left there now; false if the receiver is alive or still dying
   */
  boolean removeTemporary() throws IpcException {
    try {
      removeLeft(true);
      return true;
    } catch (ChannelBusyException e) {
      return false;
    }
  }

  private boolean removeLeft(boolean withMessages) throws IpcException {
    return MemoryFault.typed(store, () -> removeUnlessKept(withMessages));
  }

  private boolean removeUnlessKept(boolean withMessages) throws IpcException {
    Optional<SharedRegion> left = store.adopt();
    if (left.isEmpty()) {
      return false;
    }
    try (SharedRegion region = left.get()) {
      QueueLimits found = QueueLayout.check(region.segment(), region.describe());
      return remove(region, found, withMessages);
    }
  }

  private boolean remove(SharedRegion region, QueueLimits found, boolean withMessages)
      throws IpcException {
    Optional<QueueMedium> kept =
        queues.open(QueueLayout.place(region.segment()), found.maxMessage(), false);
    if (kept.isPresent()) {
      try (QueueMedium medium = kept.get()) {
        if (!withMessages && !found.temporary() && medium.pending() > 0) {
          return false;
        }
        medium.remove();
      }
    }
    region.discard();
    return true;
  }

  private QueueMedium newQueue(SharedRegion region, QueueLimits wanted) throws IpcException {
    MemorySegment place = QueueLayout.place(region.segment());
    place.fill((byte) 0);
    return queues.create(wanted.capacity(), wanted.maxMessage(), place);
  }

  private Receiver receive(SharedRegion region, QueueMedium medium, QueueLimits known)
      throws IpcException {
    Receiver receiver = null;
    try {
      receiver = new QueueReceiver(address, region, medium, known, options.waiting());
      return receiver;
    } finally {
      if (receiver == null) {
        medium.close();
      }
    }
  }
}
