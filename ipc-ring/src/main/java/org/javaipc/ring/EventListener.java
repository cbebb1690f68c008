package org.javaipc.ring;

import java.time.Duration;
import org.javaipc.Address;
import org.javaipc.EndRole;
import org.javaipc.IpcException;
import org.javaipc.Listener;
import org.javaipc.WaitStrategy;
import org.javaipc.spi.SharedRegion;

/** The listening end of an event word. */
final class EventListener extends RingEnd implements Listener {
  private static final long WORD = EventDescriptor.LISTENER_WORD_OFFSET;

  private final Waiter waiter;

  /**
   * Listens to a region that was just created.
   *
   * @param address of the event word
   * @param region of the event word, closed with this end
   * @param strategy how to wait
   */
  EventListener(Address address, SharedRegion region, WaitStrategy strategy) {
    super(address, region, EndRole.LISTENER);
    this.waiter = new Waiter(memory, WORD, parker, strategy);
    monitor.opened();
  }

  @Override
  public long poll() throws IpcException {
    enter();
    try {
      return take();
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      guard.exit();
    }
  }

  @Override
  public long await(Duration timeout) throws IpcException, InterruptedException {
    return await(Waiter.nanos(timeout));
  }

  @Override
  public long await() throws IpcException, InterruptedException {
    return await(Waiter.FOREVER);
  }

  @Override
  public boolean awaitReady(Duration timeout) throws IpcException, InterruptedException {
    enter();
    try {
      return hasEvents() || awaitPending(Waiter.nanos(timeout));
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      guard.exit();
    }
  }

  private long await(long nanos) throws IpcException, InterruptedException {
    enter();
    try {
      long events = take();
      return events == 0 && awaitPending(nanos) ? take() : events;
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      guard.exit();
    }
  }

  /** {@return whether there are events; false if the time was over} */
  private boolean awaitPending(long nanos) throws IpcException, InterruptedException {
    monitor.waitBegins();
    waiter.begin(nanos);
    try {
      while (waiter.pause()) {
        checkOpen();
        if (hasEvents()) {
          return true;
        }
      }
      checkOpen();
      return false;
    } finally {
      waiter.end();
      monitor.waitEnds();
    }
  }

  private boolean hasEvents() {
    return Fields.getLongOpaque(memory, EventDescriptor.PENDING_OFFSET) != 0;
  }

  private long take() {
    if (!hasEvents()) {
      return 0;
    }
    long events = Fields.getAndSetLong(memory, EventDescriptor.PENDING_OFFSET, 0);
    monitor.counted(Long.bitCount(events));
    return events;
  }

  private void enter() throws IpcException {
    if ((guard.enter() & EndGuard.CLOSED) != 0) {
      guard.exit();
      throw closed();
    }
  }

  private void checkOpen() throws IpcException {
    if (guard.isClosed()) {
      throw closed();
    }
  }

  @Override
  public void close() throws IpcException {
    close(WORD);
  }

  @Override
  void leave() throws IpcException {
    try {
      region.unlink();
    } finally {
      Fields.putIntVolatile(memory, WORD, RingDescriptor.GONE);
    }
  }
}
