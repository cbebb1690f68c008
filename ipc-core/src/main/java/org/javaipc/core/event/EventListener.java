package org.javaipc.core.event;

import java.time.Duration;
import org.javaipc.Address;
import org.javaipc.EndRole;
import org.javaipc.IpcException;
import org.javaipc.Listener;
import org.javaipc.WaitStrategy;
import org.javaipc.core.endpoint.EndGuard;
import org.javaipc.core.endpoint.Endpoint;
import org.javaipc.core.endpoint.Fields;
import org.javaipc.core.endpoint.Waiter;
import org.javaipc.spi.MemoryFault;
import org.javaipc.spi.NameWatch;
import org.javaipc.spi.SharedRegion;

/** The listening end of an event word. */
final class EventListener extends Endpoint implements Listener {
  private static final long WORD = EventLayout.LISTENER_WORD_OFFSET;

  private final Waiter waiter;
  private final NameWatch names;

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
    this.names = new NameWatch(address.toString(), region::isNamed);
    monitor.opened(this);
  }

  @Override
  public long poll() throws IpcException {
    enter();
    try (MemoryFault.SETTLED) {
      long events = take();
      if (events == 0) {
        names.lookAfterPoll();
      }
      return events;
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
    try (MemoryFault.SETTLED) {
      return hasEvents() || awaitPending(Waiter.nanos(timeout));
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      guard.exit();
    }
  }

  private long await(long nanos) throws IpcException, InterruptedException {
    enter();
    try (MemoryFault.SETTLED) {
      long events = take();
      if (events == 0 && awaitPending(nanos)) {
        events = take();
      }
      return events;
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      guard.exit();
    }
  }

  /** {@return whether there are events; false if the timeout elapsed} */
  private boolean awaitPending(long nanos) throws IpcException, InterruptedException {
    monitor.waitBegins();
    waiter.begin(nanos);
    try {
      while (pause()) {
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

  private boolean pause() throws IpcException, InterruptedException {
    names.look();
    return waiter.pause(NameWatch.INTERVAL);
  }

  private boolean hasEvents() {
    return EventLayout.isPending(memory);
  }

  private long take() {
    if (!hasEvents()) {
      return 0;
    }
    long events = EventLayout.take(memory);
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
  protected void leave() throws IpcException {
    try {
      region.unlink();
    } finally {
      Fields.putIntVolatile(memory, EventLayout.CLOSED_OFFSET, EventLayout.CLOSED);
    }
  }
}
