package org.javaipc.core.membership;

import java.time.Duration;
import java.util.Optional;
import org.javaipc.Address;
import org.javaipc.ConnectTimeoutException;
import org.javaipc.IpcException;
import org.javaipc.PeerClosedException;
import org.javaipc.core.endpoint.Fields;
import org.javaipc.core.endpoint.Waiter;
import org.javaipc.spi.ChannelOptions;
import org.javaipc.spi.EndedStream;
import org.javaipc.spi.Liveness;
import org.javaipc.spi.MemoryFault;
import org.javaipc.spi.RegionStore;
import org.javaipc.spi.SharedRegion;
import org.jspecify.annotations.Nullable;

/**
 * Connects an end to a region that its peer creates: looks for the region repeatedly, for as long as the option {@code
 * connect} says.
 *
 * @param <E> the end
 */
public abstract class Connector<E> {
  private static final long LONGEST_PAUSE_MILLIS = 10;

  protected final Address address;
  protected final ChannelOptions options;
  private final RegionStore store;
  private final Duration limit;
  private final long deadline;
  private final EndedStream ended;
  private final String peer;
  private String obstacle;

  /**
   * Makes one that looks for a region.
   *
   * @param peer what creates the region, for messages, such as {@code receiver}
   */
  protected Connector(Address address, ChannelOptions options, RegionStore store, String peer) {
    this.address = address;
    this.options = options;
    this.store = store;
    this.limit = options.connect();
    this.ended = new EndedStream(address);
    this.peer = peer;
    this.obstacle = "no " + peer + " was open";
    this.deadline = System.nanoTime() + Waiter.nanos(limit);
  }

  /**
   * Tries to become an end of a region; if that fails, the caller closes the region.
   *
   * @return the end; null if the caller should try again
   */
  protected abstract @Nullable E tryJoin(SharedRegion region)
      throws IpcException, InterruptedException;

  /** Records what prevented joining, for messages. */
  protected final void obstacle(String what) {
    obstacle = what;
  }

  /** {@return the end} */
  public final E connect() throws IpcException, InterruptedException {
    for (long pause = 1; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS)) {
      Optional<SharedRegion> region = store.open();
      E end = region.isPresent() ? joinOrClose(region.get()) : null;
      if (end != null) {
        return end;
      }
      if (isOver()) {
        throw new ConnectTimeoutException(
            "%s: %s within connect=%dms; start the %s first, or use a longer connect= on a loaded machine"
                .formatted(address, obstacle, limit.toMillis(), peer));
      }
      Thread.sleep(pause);
    }
  }

  private @Nullable E joinOrClose(SharedRegion region) throws IpcException, InterruptedException {
    E end = null;
    try (MemoryFault.SETTLED) {
      end = tryJoin(region);
      return end;
    } catch (InternalError e) {
      throw MemoryFault.cutShort(region.describe(), e);
    } finally {
      if (end == null) {
        region.close();
      }
    }
  }

  /** Takes the name's lock, waiting for it while there is time. */
  protected final void lock(SharedRegion region) throws IpcException, InterruptedException {
    while (!region.tryLock()) {
      if (isOver()) {
        throw new ConnectTimeoutException(
            "%s: another process held the lock of the name for longer than connect=%dms; is it stopped, or is the machine overloaded?"
                .formatted(region.describe(), limit.toMillis()));
      }
      Thread.sleep(1);
    }
  }

  /**
   * {@return whether a live receiver has opened the channel} A receiver that takes over a durable channel owns it for a
   * moment before the header says so; until then the header still names the dead one.
   *
   * @param region of the channel
   * @param receiver as it was when the region was opened
   * @param receiverSlot of the receiver, as the region says now
   * @throws PeerClosedException if the stream has ended but the receiver keeps the name
   */
  protected final boolean isOpen(SharedRegion region, ReceiverWatch receiver, long receiverSlot)
      throws PeerClosedException {
    int state = state(region);
    boolean alive = receiverSlot == receiver.slot() && receiver.isAlive();
    boolean open = state == ChannelHeader.OPEN && alive && state(region) == ChannelHeader.OPEN;
    ended.seen(
        state == ChannelHeader.ENDED && alive,
        Fields.getIntAcquire(region.segment(), ChannelHeader.TERM_OFFSET));
    if (!open) {
      obstacle("the receiver had ended or closed the channel, or died, or not opened it yet");
    }
    return open;
  }

  private static int state(SharedRegion region) {
    return Fields.getIntAcquire(region.segment(), ChannelHeader.STATE_OFFSET);
  }

  /** {@return whether the process of a slot is alive} */
  protected static boolean isAlive(SharedRegion region, long slot) throws IpcException {
    try (Liveness.Watch watch = region.liveness().watch(slot, () -> {})) {
      return watch.isAlive();
    }
  }

  private boolean isOver() {
    return System.nanoTime() - deadline >= 0;
  }
}
