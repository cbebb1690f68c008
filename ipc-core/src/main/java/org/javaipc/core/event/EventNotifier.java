package org.javaipc.core.event;

import java.time.Duration;
import org.javaipc.Address;
import org.javaipc.EndRole;
import org.javaipc.IpcException;
import org.javaipc.Notifier;
import org.javaipc.PeerClosedException;
import org.javaipc.PeerDiedException;
import org.javaipc.core.endpoint.EndGuard;
import org.javaipc.core.endpoint.Endpoint;
import org.javaipc.core.endpoint.Fields;
import org.javaipc.core.endpoint.Waiter;
import org.javaipc.spi.Liveness;
import org.javaipc.spi.MemoryFault;
import org.javaipc.spi.SharedRegion;

/** A notifying end of an event word: makes events pending, and wakes the listener if it sleeps. */
final class EventNotifier extends Endpoint implements Notifier {
  private static final long WORD = EventLayout.LISTENER_WORD_OFFSET;

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
    this.listenerSlot = EventLayout.listenerSlot(memory);
    this.listenerWatch =
        region.liveness().watch(listenerSlot, () -> guard.raise(EndGuard.ATTENTION));
    monitor.opened(this);
  }

  @Override
  public void signal(int event) throws IpcException {
    var _ = Notifier.bit(event);
    checkConditions(guard.enter());
    try (MemoryFault.SETTLED) {
      if (!hasClosed()) {
        EventLayout.raise(memory, event);
      }
      if (hasClosed()) {
        throw left();
      }
      Waiter.wake(memory, WORD, parker);
      monitor.counted(1);
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      guard.exit();
    }
  }

  private boolean hasClosed() {
    return Fields.getIntOpaque(memory, EventLayout.CLOSED_OFFSET) != 0;
  }

  @Override
  public boolean signal(int event, Duration timeout) throws IpcException {
    signal(event);
    return true;
  }

  private void checkConditions(int conditions) throws IpcException {
    if (conditions == 0) {
      return;
    }
    try {
      if ((conditions & EndGuard.CLOSED) != 0) {
        throw closed();
      }
      throw gone();
    } finally {
      guard.exit();
    }
  }

  /**
   * {@return the exception for how the listener ended} A process may exit right after it closed, and be found dead
   * first.
   */
  private IpcException gone() {
    if (hasClosed()) {
      return left();
    }
    String listener = region.liveness().describe(listenerSlot);
    if (monitor.peerDeaths() == 0) {
      monitor.peerDied(listener);
    }
    return new PeerDiedException(
        "%s: the listener, %s, died; the event was not delivered".formatted(address, listener));
  }

  private PeerClosedException left() {
    return new PeerClosedException(
        address + ": the listener has closed; the event was not delivered");
  }

  @Override
  public void close() throws IpcException {
    close(WORD); // no thread sleeps here, and waking the listener does no harm
  }

  @Override
  protected void leave() {
    listenerWatch.close();
  }
}
