package org.javaipc.core.queue;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.javaipc.Address;
import org.javaipc.ChannelBusyException;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.Sender;
import org.javaipc.core.endpoint.Fields;
import org.javaipc.core.membership.ChannelHeader;
import org.javaipc.core.membership.Connector;
import org.javaipc.core.membership.MembershipChange;
import org.javaipc.core.membership.ReceiverWatch;
import org.javaipc.core.membership.SlotHeader;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.Checkpoint;
import org.javaipc.spi.MemoryFault;
import org.javaipc.spi.RegionStore;
import org.javaipc.spi.SharedRegion;
import org.jspecify.annotations.Nullable;

/** Gives a sender a seat, under the name's lock. */
final class QueueJoiner extends Connector<Sender> {
  private static final int NO_SEAT = -1;

  private final Queues queues;

  QueueJoiner(Address address, ChannelOptions options, RegionStore store, Queues queues) {
    super(address, options, store, "receiver");
    this.queues = queues;
  }

  @Override
  protected @Nullable Sender tryJoin(SharedRegion region)
      throws IpcException, InterruptedException {
    Checkpoint.JOIN_MAPPED.pass();
    QueueLimits geometry = QueueLayout.check(region.segment(), region.describe());
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
    return ChannelHeader.receiverSlot(region.segment());
  }

  private @Nullable Sender join(SharedRegion region, QueueLimits geometry, ReceiverWatch receiver)
      throws IpcException, InterruptedException {
    geometry.checkStated(address, options);
    Optional<QueueMedium> medium = openQueue(region, geometry, receiver);
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
   * Opens the queue, or fails at once if it can never be found. A receiver announces its end before it removes its
   * queue, so if the receiver is still open, another process removed the queue. The second check is for a receiver that
   * reopened the channel during the first.
   */
  private Optional<QueueMedium> openQueue(
      SharedRegion region, QueueLimits geometry, ReceiverWatch receiver) throws IpcException {
    for (int look = 0; look < 2; look++) {
      Optional<QueueMedium> medium =
          queues.open(QueueLayout.place(region.segment()), geometry.maxMessage(), true);
      if (medium.isPresent() || !isOpen(region, receiver, slot(region))) {
        return medium;
      }
    }
    throw new CorruptChannelException(
        address
            + ": the queue was removed, and its messages with it, while its receiver was alive; close that"
            + " receiver and reopen it");
  }

  private @Nullable Sender join(
      SharedRegion region, QueueMedium medium, QueueLimits geometry, ReceiverWatch receiver)
      throws IpcException, InterruptedException {
    lock(region);
    Sender sender = null;
    try {
      Checkpoint.JOIN_LOCKED.pass();
      int seat = isOpen(region, receiver, slot(region)) ? seat(region, geometry) : NO_SEAT;
      if (seat != NO_SEAT) {
        sender =
            new QueueSender(address, region, medium, geometry, receiver, seat, options.waiting());
      }
    } finally {
      unlock(region, sender);
    }
    return sender;
  }

  /**
   * Releases the lock and makes the receiver check: it may have wanted the lock, and may not know yet of a sender that
   * died before it could announce itself.
   */
  private static void unlock(SharedRegion region, @Nullable Sender sender) throws IpcException {
    try (MemoryFault.SETTLED) {
      region.unlock();
      MembershipChange.announce(region.segment(), region.parker());
    } catch (IpcException | InternalError e) {
      if (sender != null) {
        sender.close();
      }
      throw e;
    }
  }

  private int seat(SharedRegion region, QueueLimits geometry) throws IpcException {
    ChannelHeader.checkType(region.segment(), region.describe(), address, options);
    return freeSeat(region, geometry);
  }

  private int freeSeat(SharedRegion region, QueueLimits geometry) throws IpcException {
    boolean changes = false;
    for (int i = 0; i < geometry.seats(); i++) {
      MemorySegment seat = QueueLayout.seat(region.segment(), i);
      int state = Fields.getIntAcquire(seat, SlotHeader.STATE_OFFSET);
      if (state == SlotHeader.FREE) {
        return i;
      }
      changes |=
          state != SlotHeader.JOINED
              || Fields.getInt(seat, SlotHeader.REFUSED_OFFSET) != 0
              || !isSenderAlive(region, seat);
    }
    if (!changes) {
      throw new ChannelBusyException(
          "%s: all senders=%d places are in use; close a sender, or let the receiver open the channel with a larger senders="
              .formatted(address, geometry.seats()));
    }
    obstacle("the receiver did not read what an earlier sender left");
    return NO_SEAT;
  }

  private static boolean isSenderAlive(SharedRegion region, MemorySegment seat)
      throws IpcException {
    return isAlive(region, Fields.getLong(seat, SlotHeader.PROCESS_OFFSET));
  }
}
