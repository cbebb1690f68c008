package org.javaipc.ring;

import java.time.Duration;
import java.util.Optional;
import org.javaipc.Address;
import org.javaipc.ConnectTimeoutException;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.Liveness;
import org.javaipc.spi.RegionStore;
import org.javaipc.spi.SharedRegion;
import org.jspecify.annotations.Nullable;

/**
 * How an end gets to a region that its peer creates: looks for it again and again, for as long as
 * the option {@code connect} says.
 *
 * @param <E> the end
 */
abstract class Connector<E> {
  private static final long LONGEST_PAUSE_MILLIS = 10;

  final Address address;
  final ChannelOptions options;
  private final RegionStore store;
  private final Duration limit;
  private final long deadline;
  private String obstacle = "there was no receiver";

  Connector(Address address, ChannelOptions options, RegionStore store) {
    this.address = address;
    this.options = options;
    this.store = store;
    this.limit = options.connect();
    this.deadline = System.nanoTime() + Waiter.nanos(limit);
  }

  /**
   * Tries to become an end of a region; the caller closes the region if it did not.
   *
   * @return the end; null if it should be tried again
   */
  abstract @Nullable E tryJoin(SharedRegion region) throws IpcException, InterruptedException;

  /** Says what was in the way, for messages. */
  final void obstacle(String what) {
    obstacle = what;
  }

  /** {@return the end} */
  final E connect() throws IpcException, InterruptedException {
    for (long pause = 1; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS)) {
      Optional<SharedRegion> region = store.open();
      E end = region.isPresent() ? joinOrClose(region.get()) : null;
      if (end != null) {
        return end;
      }
      if (isOver()) {
        throw new ConnectTimeoutException(
            "%s: %s within connect=%dms; start the receiver first, or give a longer connect"
                .formatted(address, obstacle, limit.toMillis()));
      }
      Thread.sleep(pause);
    }
  }

  private @Nullable E joinOrClose(SharedRegion region) throws IpcException, InterruptedException {
    E end = null;
    try {
      end = tryJoin(region);
      return end;
    } catch (InternalError e) {
      throw new CorruptChannelException(
          region.describe() + ": was cut short while it was mapped: " + e.getMessage(), e);
    } finally {
      if (end == null) {
        region.close();
      }
    }
  }

  /** Takes the name's lock, waiting for it while there is time. */
  final void lock(SharedRegion region) throws IpcException, InterruptedException {
    while (!region.tryLock()) {
      if (isOver()) {
        throw new ConnectTimeoutException(
            "%s: another process held the lock of the name for longer than connect=%dms; is it stopped?"
                .formatted(region.describe(), limit.toMillis()));
      }
      Thread.sleep(1);
    }
  }

  /**
   * {@return whether a receiver that lives has opened the channel} Who takes over a durable channel owns it
   * for a moment before its header says so: it still speaks of the dead one.
   *
   * @param region of the channel
   * @param receiver as it was when the region was opened
   * @param receiverSlot as the region says now
   */
  final boolean isOpen(SharedRegion region, ReceiverWatch receiver, long receiverSlot) {
    boolean open =
        isOpen(region) && receiverSlot == receiver.slot() && receiver.isAlive() && isOpen(region);
    if (!open) {
      obstacle("the receiver had ended or closed the channel, or died, or not opened it yet");
    }
    return open;
  }

  private static boolean isOpen(SharedRegion region) {
    return Fields.getIntAcquire(region.segment(), RingDescriptor.STATE_OFFSET)
        == RingDescriptor.OPEN;
  }

  /** {@return whether the process lives that has a slot} */
  static boolean isAlive(SharedRegion region, long slot) throws IpcException {
    try (Liveness.Watch watch = region.liveness().watch(slot, () -> {})) {
      return watch.isAlive();
    }
  }

  private boolean isOver() {
    return System.nanoTime() - deadline >= 0;
  }
}
