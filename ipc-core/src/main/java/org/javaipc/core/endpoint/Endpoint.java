package org.javaipc.core.endpoint;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.ReentrantLock;
import org.javaipc.Address;
import org.javaipc.ChannelClosedException;
import org.javaipc.CorruptChannelException;
import org.javaipc.EndRole;
import org.javaipc.IpcException;
import org.javaipc.PeerDiedException;
import org.javaipc.spi.Checkpoint;
import org.javaipc.spi.EndMonitor;
import org.javaipc.spi.MemoryFault;
import org.javaipc.spi.Parker;
import org.javaipc.spi.SharedRegion;

/** The base of every end in shared memory: the region, the guard, and ways to wait. */
public abstract class Endpoint {
  public final Address address;
  public final SharedRegion region;
  public final MemorySegment memory;
  public final Parker parker;
  public final EndGuard guard;
  public final EndMonitor monitor;

  /** Makes a second call of close wait for the first. */
  private final ReentrantLock closing = new ReentrantLock();

  protected Endpoint(Address address, SharedRegion region, EndRole role) {
    this(region, new EndMonitor(address, role));
  }

  protected Endpoint(SharedRegion region, EndMonitor monitor) {
    this.address = monitor.address();
    this.region = region;
    this.memory = region.segment();
    this.parker = region.parker();
    this.guard = new EndGuard(address.toString(), parker, getClass());
    this.monitor = monitor;
  }

  /** {@return the address of the channel} */
  public final Address address() {
    return address;
  }

  /** Tells the peers that this end is closing, while its memory is still mapped. */
  protected abstract void leave() throws IpcException;

  /**
   * Closes this end, unless that is done already; returns when it is.
   *
   * @param word on which the end's user may sleep
   */
  protected final void close(long word) throws IpcException {
    close(() -> wakeUser(word));
  }

  /**
   * Closes this end, unless that is done already; returns when it is.
   *
   * @param wakeUser wakes the end's user if it sleeps
   */
  protected final void close(Runnable wakeUser) throws IpcException {
    closing.lock();
    try {
      boolean first = guard.raise(EndGuard.CLOSED);
      guard.awaitIdle(wakeUser);
      if (first) {
        giveBack();
      }
    } finally {
      closing.unlock();
    }
  }

  /** Leaves and unmaps. {@link EndGuard#CLOSED} was raised before, and no call of the user is running. */
  protected final void giveBack() throws IpcException {
    Checkpoint.CLOSE_BEGUN.pass();
    try (MemoryFault.SETTLED) {
      leave();
      Checkpoint.CLOSE_TOLD.pass();
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      release();
    }
  }

  private void release() throws IpcException {
    try {
      region.bidFarewell();
    } finally {
      monitor.closed();
      region.close();
    }
  }

  /** Wakes the user of this end, which may sleep on {@code word} of the region or be about to. */
  protected final void wakeUser(long word) {
    try (MemoryFault.SETTLED) {
      Waiter.rouse(memory, word);
      parker.unpark(word);
    } catch (InternalError | IllegalStateException e) {
      // No thread sleeps for long on memory that was truncated or has just been unmapped.
    }
  }

  /** {@return the exception of a sender whose receiver is dead} The death is counted once. */
  protected final PeerDiedException receiverDied(long slot, String unread) {
    String receiver = region.liveness().describe(slot);
    if (monitor.peerDeaths() == 0) {
      monitor.peerDied(receiver);
    }
    return new PeerDiedException(
        "%s: the receiver, %s, died; %s".formatted(address, receiver, unread));
  }

  protected final ChannelClosedException closed() {
    return new ChannelClosedException(address + ": this end is closed");
  }

  /**
   * {@return the exception for a memory fault} The JVM reports an access to pages that a file no longer has as an
   * {@link InternalError}.
   */
  protected final CorruptChannelException fault(InternalError e) {
    return MemoryFault.cutShort(region.describe(), e);
  }
}
