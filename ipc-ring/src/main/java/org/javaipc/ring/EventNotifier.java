package org.javaipc.ring;

import java.time.Duration;
import org.javaipc.Address;
import org.javaipc.EndRole;
import org.javaipc.IpcException;
import org.javaipc.Notifier;
import org.javaipc.PeerClosedException;
import org.javaipc.PeerDiedException;
import org.javaipc.spi.Liveness;
import org.javaipc.spi.SharedRegion;

/** A notifying end of an event word: sets a bit, and wakes the listener if it sleeps. */
final class EventNotifier extends RingEnd implements Notifier {
  private static final long WORD = EventDescriptor.LISTENER_WORD_OFFSET;

  private final long listenerSlot;
  private final Liveness.Watch listenerWatch;

  /**
   * Notifies the listener of a region.
   *
   * @param address of the event word
   * @param region of the event word, closed with this end
   */
  EventNotifier(Address address, SharedRegion region) throws IpcException {
    super(address, region, EndRole.NOTIFIER);
    this.listenerSlot = EventDescriptor.listenerSlot(memory);
    this.listenerWatch =
        region.liveness().watch(listenerSlot, () -> guard.raise(EndGuard.ATTENTION));
    monitor.opened();
  }

  @Override
  public void notify(int event) throws IpcException {
    long bit = Notifier.bit(event);
    checkConditions(guard.enter());
    try {
      int word = Fields.getIntOpaque(memory, WORD);
      if (word != RingDescriptor.GONE) {
        Fields.orLong(memory, EventDescriptor.PENDING_OFFSET, bit);
        word = Fields.getIntVolatile(memory, WORD);
      }
      if (word == RingDescriptor.GONE) {
        throw new PeerClosedException(
            address + ": the listener has closed; nobody hears the event");
      }
      monitor.counted(1);
      Waiter.wake(memory, WORD, parker);
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      guard.exit();
    }
  }

  @Override
  public boolean notify(int event, Duration timeout) throws IpcException {
    notify(event);
    return true;
  }

  private void checkConditions(int conditions) throws IpcException {
    if (conditions == 0) {
      return;
    }
    guard.exit();
    if ((conditions & EndGuard.CLOSED) != 0) {
      throw closed();
    }
    String listener = region.liveness().describe(listenerSlot);
    if (monitor.peerDeaths() == 0) {
      monitor.peerDied(listener);
    }
    throw new PeerDiedException(
        "%s: the listener, %s, died; nobody hears the event".formatted(address, listener));
  }

  @Override
  public void close() throws IpcException {
    close(WORD); // nobody sleeps here, and to wake the listener does no harm
  }

  @Override
  void leave() {
    listenerWatch.close();
  }
}
