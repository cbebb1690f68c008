package org.javaipc.ring;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.javaipc.Address;
import org.javaipc.ChannelBusyException;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.Sender;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.Checkpoint;
import org.javaipc.spi.RegionStore;
import org.javaipc.spi.SharedRegion;
import org.jspecify.annotations.Nullable;

/** How a sender gets a seat: under the name's lock. */
final class PacketJoiner extends Connector<Sender> {
  private static final int NO_SEAT = -1;

  private final PacketQueues queues;

  PacketJoiner(Address address, ChannelOptions options, RegionStore store, PacketQueues queues) {
    super(address, options, store);
    this.queues = queues;
  }

  @Override
  @Nullable Sender tryJoin(SharedRegion region) throws IpcException, InterruptedException {
    Checkpoint.JOIN_MAPPED.pass();
    PacketGeometry geometry = PacketDescriptor.check(region.segment(), region.describe());
    ReceiverWatch receiver = new ReceiverWatch(region, slot(region));
    Sender sender = null;
    try {
      sender = isOpen(region, receiver, slot(region)) ? join(region, geometry, receiver) : null;
    } finally {
      if (sender == null) {
        receiver.close();
      }
    }
    return sender;
  }

  private static long slot(SharedRegion region) {
    return PacketDescriptor.receiverSlot(region.segment());
  }

  private @Nullable Sender join(
      SharedRegion region, PacketGeometry geometry, ReceiverWatch receiver)
      throws IpcException, InterruptedException {
    geometry.checkStated(address, options);
    Optional<PacketMedium> medium = openQueue(region, geometry, receiver);
    if (medium.isEmpty()) {
      return null;
    }
    Sender sender = null;
    try {
      sender = join(region, medium.get(), geometry, receiver);
    } finally {
      if (sender == null) {
        medium.get().close();
      }
    }
    return sender;
  }

  /**
   * Opens the queue, or says at once that nobody will ever find it. A receiver says that it ends before it
   * takes its queue along, so the queue of one that is still open was removed by somebody else; the
   * second look is for a receiver that opened the channel anew during the first one.
   */
  private Optional<PacketMedium> openQueue(
      SharedRegion region, PacketGeometry geometry, ReceiverWatch receiver) throws IpcException {
    for (int look = 0; look < 2; look++) {
      Optional<PacketMedium> medium =
          queues.open(PacketDescriptor.place(region.segment()), geometry.maxMessage(), true);
      if (medium.isPresent() || !isOpen(region, receiver, slot(region))) {
        return medium;
      }
    }
    throw new CorruptChannelException(
        address
            + ": somebody removed the queue of a living receiver, and its messages with it; close that"
            + " receiver and open it anew");
  }

  private @Nullable Sender join(
      SharedRegion region, PacketMedium medium, PacketGeometry geometry, ReceiverWatch receiver)
      throws IpcException, InterruptedException {
    lock(region);
    Sender sender = null;
    try {
      Checkpoint.JOIN_LOCKED.pass();
      int seat = isOpen(region, receiver, slot(region)) ? freeSeat(region, geometry) : NO_SEAT;
      if (seat != NO_SEAT) {
        sender =
            new PacketSender(address, region, medium, geometry, receiver, seat, options.waiting());
      }
    } finally {
      unlock(region, sender);
    }
    return sender;
  }

  /**
   * Gives the lock back and makes the receiver look, which may have wanted the lock, and may not know
   * yet of a sender that died before it could announce itself.
   */
  private static void unlock(SharedRegion region, @Nullable Sender sender) throws IpcException {
    try {
      region.unlock();
      RingSender.announceChange(region.segment(), region.parker());
    } catch (IpcException | InternalError e) {
      if (sender != null) {
        sender.close();
      }
      throw e;
    }
  }

  private int freeSeat(SharedRegion region, PacketGeometry geometry) throws IpcException {
    boolean changes = false;
    for (int i = 0; i < geometry.seats(); i++) {
      MemorySegment seat = PacketDescriptor.seat(region.segment(), i);
      int state = Fields.getIntAcquire(seat, PacketDescriptor.SEAT_STATE_OFFSET);
      if (state == RingDescriptor.LANE_FREE) {
        return i;
      }
      changes |= state != RingDescriptor.LANE_JOINED || !isSenderAlive(region, seat);
    }
    if (!changes) {
      throw new ChannelBusyException(
          "%s: it has senders=%d, all of them alive; close one, or let the receiver open it with more"
              .formatted(address, geometry.seats()));
    }
    obstacle("the receiver did not read what an earlier sender left");
    return NO_SEAT;
  }

  private static boolean isSenderAlive(SharedRegion region, MemorySegment seat)
      throws IpcException {
    return isAlive(region, Fields.getLong(seat, PacketDescriptor.SENDER_SLOT_OFFSET));
  }
}
