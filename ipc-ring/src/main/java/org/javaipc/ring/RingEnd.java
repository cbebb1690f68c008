package org.javaipc.ring;

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
import org.javaipc.spi.Parker;
import org.javaipc.spi.SharedRegion;

/** What every end in shared memory has: the region, the guard, and ways to wait. */
abstract class RingEnd {
  final Address address;
  final SharedRegion region;
  final MemorySegment memory;
  final Parker parker;
  final EndGuard guard;
  final EndMonitor monitor;

  /** Makes whoever closes second wait for the first. */
  private final ReentrantLock closing = new ReentrantLock();

  RingEnd(Address address, SharedRegion region, EndRole role) {
    this.address = address;
    this.region = region;
    this.memory = region.segment();
    this.parker = region.parker();
    this.guard = new EndGuard(address.toString(), parker);
    this.monitor = new EndMonitor(address, role);
  }

  /** {@return the address of the channel} */
  public final Address address() {
    return address;
  }

  /** Tells the peers that this end goes, while its memory is still there. */
  abstract void leave() throws IpcException;

  /**
   * Closes this end, unless that is done already; returns when it is.
   *
   * @param word on which the end's user may sleep
   */
  final void close(long word) throws IpcException {
    closing.lock();
    try {
      boolean first = guard.raise(EndGuard.CLOSED);
      guard.awaitIdle(() -> wakeUser(word));
      if (first) {
        giveBack();
      }
    } finally {
      closing.unlock();
    }
  }

  /** Leaves and unmaps; {@link EndGuard#CLOSED} was raised and no call of the user goes on. */
  final void giveBack() throws IpcException {
    Checkpoint.CLOSE_BEGUN.pass();
    try {
      leave();
      Checkpoint.CLOSE_TOLD.pass();
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      monitor.closed();
      region.close();
    }
  }

  /** Wakes the user of this end, who may sleep on {@code word} of the region or be about to. */
  final void wakeUser(long word) {
    try {
      Fields.compareAndSetInt(memory, word, RingDescriptor.ASLEEP, RingDescriptor.DROWSY);
      parker.unpark(word);
    } catch (InternalError | IllegalStateException e) {
      // Nobody sleeps on memory that was cut short, or unmapped just now.
    }
  }

  /** {@return what a sender throws whose receiver is dead, which is counted once} */
  final PeerDiedException receiverDied(long slot, String unread) {
    String receiver = region.liveness().describe(slot);
    if (monitor.peerDeaths() == 0) {
      monitor.peerDied(receiver);
    }
    return new PeerDiedException(
        "%s: the receiver, %s, died; %s".formatted(address, receiver, unread));
  }

  final ChannelClosedException closed() {
    return new ChannelClosedException(address + ": this end is closed");
  }

  /**
   * {@return what a memory fault means} The JVM reports an access to pages that a file no longer
   * has as an {@link InternalError}.
   */
  final CorruptChannelException fault(InternalError e) {
    return new CorruptChannelException(
        region.describe() + ": was cut short while it was mapped: " + e.getMessage(), e);
  }
}
