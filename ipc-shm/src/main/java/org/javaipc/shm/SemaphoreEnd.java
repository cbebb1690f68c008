package org.javaipc.shm;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.javaipc.Address;
import org.javaipc.ChannelClosedException;
import org.javaipc.CorruptChannelException;
import org.javaipc.EndRole;
import org.javaipc.IpcException;
import org.javaipc.linux.semaphore.OwnedSemaphores;
import org.javaipc.linux.semaphore.SemaphoreArray;
import org.javaipc.spi.EndMonitor;
import org.javaipc.spi.MemoryFault;
import org.javaipc.spi.RunningCall;
import org.jspecify.annotations.Nullable;

/** What both ends of {@code sem:} share: one thread may use an end at a time, and any thread may close it. */
abstract class SemaphoreEnd {
  private static final int BUSY = 1;
  private static final int CLOSED = 2;
  private static final long PAUSE = 50_000;

  /** After this many pauses, a closing thread checks whether the user has really left. */
  private static final int PAUSES_BEFORE_LOOK = 64;

  final Address address;
  final OwnedSemaphores semaphores;
  final SemaphoreArray set;
  final EndMonitor monitor;

  private final AtomicInteger state = new AtomicInteger();

  /** The thread that entered last. */
  private volatile @Nullable Thread user;

  /** Makes a second call of close wait for the first. */
  private final ReentrantLock closing = new ReentrantLock();

  /** Takes ownership of the semaphores. */
  SemaphoreEnd(Address address, OwnedSemaphores semaphores, EndRole role) {
    this.address = address;
    this.semaphores = semaphores;
    this.set = semaphores.set();
    this.monitor = new EndMonitor(address, role);
  }

  /** {@return the address} */
  public final Address address() {
    return address;
  }

  /** Begins a call of the end's user. */
  final void enter() throws IpcException {
    if (!state.compareAndSet(0, BUSY)) {
      checkOpen();
      requireLeft();
    }
    user = Thread.currentThread();
  }

  /** An error may have cut a call short before it could {@link #exit}. */
  private void requireLeft() {
    if (isInUse()) {
      throw new IllegalStateException(
          address
              + ": this end is in use by another call; only one thread may use an end at a time; open one for each thread");
    }
  }

  private boolean isInUse() {
    return (state.get() & BUSY) != 0 && RunningCall.isRunning(user, getClass());
  }

  /** Ends the call that {@link #enter} began. */
  final void exit() {
    state.getAndUpdate(now -> now & ~BUSY);
  }

  final boolean isClosed() {
    return (state.get() & CLOSED) != 0;
  }

  /** {@return the error for a truncated file beside the set} */
  final CorruptChannelException fault(InternalError e) {
    return MemoryFault.cutShort(semaphores.describe(), e);
  }

  final void checkOpen() throws ChannelClosedException {
    if (isClosed()) {
      throw new ChannelClosedException(address + ": this end is closed");
    }
  }

  /** Tells the peers, and a thread that waits here, that this end is closing. */
  abstract void leave() throws IpcException;

  /** Wakes the end's user, which may be asleep. */
  abstract void wakeUser();

  /** Closes this end, unless it is closed already; returns when it is closed. */
  public final void close() throws IpcException {
    closing.lock();
    try {
      if ((state.getAndUpdate(now -> now | CLOSED) & CLOSED) == 0) {
        giveBack();
      }
    } finally {
      closing.unlock();
    }
  }

  private void giveBack() throws IpcException {
    try (MemoryFault.SETTLED) {
      leave();
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      boolean interrupted = false;
      int pauses = 0;
      while ((state.get() & BUSY) != 0 && (++pauses % PAUSES_BEFORE_LOOK != 0 || isInUse())) {
        wakeUser();
        interrupted |= Thread.interrupted();
        LockSupport.parkNanos(PAUSE);
      }
      monitor.closed();
      semaphores.close();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
