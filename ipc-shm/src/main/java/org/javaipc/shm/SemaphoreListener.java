package org.javaipc.shm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.javaipc.Address;
import org.javaipc.CorruptChannelException;
import org.javaipc.EndRole;
import org.javaipc.IpcException;
import org.javaipc.Listener;
import org.javaipc.NoSuchObjectException;
import org.javaipc.WaitStrategy;
import org.javaipc.linux.semaphore.OwnedSemaphores;
import org.javaipc.linux.semaphore.SemaphoreBatch;
import org.javaipc.linux.semaphore.SemaphoreGroup;
import org.javaipc.spi.MemoryFault;
import org.javaipc.spi.NameWatch;

/** The listening end of {@code sem:}: owns the set. */
final class SemaphoreListener extends SemaphoreEnd implements Listener {
  private static final long FOREVER = Long.MAX_VALUE;

  /** About what a wake-up costs. */
  private static final long SPIN_NANOS = 20_000;

  /** After this time a virtual thread checks for events of programs that use only the set. */
  private static final long VIRTUAL_SLICE = 100_000_000;

  /** Most events that are taken at once: old kernels allow 32 operations in a group. */
  private static final int MOST_AT_ONCE = 31;

  /** How often another process may take pending events first before that is an error. */
  private static final int MOST_THEFTS = 100;

  private final WaitStrategy strategy;
  private final NameWatch names;
  private final SemaphoreGroup awaiting = SemaphoreEvents.awaiting();
  private final SemaphoreBatch batch = new SemaphoreBatch(MOST_AT_ONCE + 1);
  private final MemorySegment values =
      Arena.ofAuto().allocate(ValueLayout.JAVA_SHORT, SemaphoreEvents.COUNT);

  SemaphoreListener(Address address, OwnedSemaphores semaphores, WaitStrategy strategy) {
    super(address, semaphores, EndRole.LISTENER);
    this.strategy = strategy;
    this.names = new NameWatch(address.toString(), semaphores::isNamed);
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
    } catch (NoSuchObjectException e) {
      throw gone(e);
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      exit();
    }
  }

  @Override
  public long await(Duration timeout) throws IpcException, InterruptedException {
    return await(TimeUnit.NANOSECONDS.convert(timeout));
  }

  @Override
  public long await() throws IpcException, InterruptedException {
    return await(FOREVER);
  }

  @Override
  public boolean awaitReady(Duration timeout) throws IpcException, InterruptedException {
    enter();
    try (MemoryFault.SETTLED) {
      return isPending() || awaitPending(TimeUnit.NANOSECONDS.convert(timeout));
    } catch (NoSuchObjectException e) {
      throw gone(e);
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      exit();
    }
  }

  private long await(long nanos) throws IpcException, InterruptedException {
    enter();
    try (MemoryFault.SETTLED) {
      long start = System.nanoTime();
      long events = take();
      while (events == 0 && awaitPending(nanos - (System.nanoTime() - start))) {
        events = take(); // the bell may have been rung without an event
      }
      return events;
    } catch (NoSuchObjectException e) {
      throw gone(e);
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      exit();
    }
  }

  private boolean isPending() throws IpcException {
    return set.value(SemaphoreEvents.BELL) > 0;
  }

  private long take() throws IpcException {
    long events = 0;
    int thefts = 0;
    while (isPending()) {
      set.valuesTo(values);
      long found = prepare();
      if (batch.tryPerform(set)) {
        events |= found;
      } else if (++thefts == MOST_THEFTS) {
        throw new CorruptChannelException(
            semaphores.describe() + ": another process takes events from this set");
      }
      if (found == 0) {
        break; // a bell without an event
      }
    }
    monitor.counted(Long.bitCount(events));
    return events;
  }

  /** Prepares the group that takes the pending events; {@return the events}. */
  private long prepare() {
    batch.clear();
    long events = 0;
    int taken = 0;
    int count = 0;
    boolean all = true;
    for (int event = 0; event < SemaphoreEvents.BELL; event++) {
      int value = value(event);
      all &= value == 0 || count < MOST_AT_ONCE;
      if (value > 0 && count < MOST_AT_ONCE) {
        batch.add(event, -value);
        events |= 1L << event;
        taken += value;
        count++;
      }
    }
    int bell = value(SemaphoreEvents.BELL);
    int rung = all ? bell : Math.min(bell - 1, taken);
    if (rung > 0) {
      batch.add(SemaphoreEvents.BELL, -rung);
    }
    return events;
  }

  private int value(int index) {
    return Short.toUnsignedInt(values.getAtIndex(ValueLayout.JAVA_SHORT, index));
  }

  /** {@return whether an event is pending; false if the timeout elapsed} */
  private boolean awaitPending(long nanos) throws IpcException, InterruptedException {
    checkInterrupt();
    if (nanos <= 0) {
      return false;
    }
    monitor.waitBegins();
    try {
      return waitPending(nanos);
    } finally {
      monitor.waitEnds();
    }
  }

  private boolean waitPending(long nanos) throws IpcException, InterruptedException {
    long start = System.nanoTime();
    if (strategy != WaitStrategy.PARK && spin(start, spinning(nanos))) {
      return true;
    }
    long left = nanos - (System.nanoTime() - start);
    return Thread.currentThread().isVirtual() ? sleepVirtual(left) : sleep(left);
  }

  /** Sleeps, and checks from time to time whether notifiers can still find the set. */
  private boolean sleep(long nanos) throws IpcException, InterruptedException {
    long start = System.nanoTime();
    long left = nanos;
    do {
      names.look();
      if (set.perform(awaiting, Math.min(left, NameWatch.INTERVAL))) {
        return true;
      }
      left = nanos - (System.nanoTime() - start);
    } while (left > 0);
    return false;
  }

  private long spinning(long nanos) {
    return strategy == WaitStrategy.ADAPTIVE ? Math.min(nanos, SPIN_NANOS) : nanos;
  }

  @SuppressWarnings("ThreadPriorityCheck") // this is what the strategy asks for
  private boolean spin(long start, long nanos) throws IpcException, InterruptedException {
    do {
      if (isPending()) {
        return true;
      }
      checkInterrupt();
      names.look();
      if (strategy == WaitStrategy.YIELD) {
        Thread.yield();
      } else {
        Thread.onSpinWait();
      }
    } while (System.nanoTime() - start < nanos);
    return false;
  }

  private boolean sleepVirtual(long nanos) throws IpcException, InterruptedException {
    long start = System.nanoTime();
    try {
      for (long left = nanos; left > 0; left = nanos - (System.nanoTime() - start)) {
        names.look();
        SemaphoreEvents.declareSleep(semaphores);
        if (isPending()) {
          return true;
        }
        SemaphoreEvents.sleep(semaphores, Math.min(left, VIRTUAL_SLICE));
        checkInterrupt();
      }
      return isPending();
    } finally {
      SemaphoreEvents.endSleep(semaphores);
    }
  }

  private void checkInterrupt() throws IpcException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    checkOpen();
  }

  /** {@return the error for a set that is gone} */
  private IpcException gone(NoSuchObjectException e) throws IpcException {
    checkOpen();
    return e;
  }

  @Override
  void leave() throws IpcException {
    semaphores.remove();
  }

  @Override
  void wakeUser() {
    try (MemoryFault.SETTLED) {
      SemaphoreEvents.wake(semaphores);
    } catch (InternalError e) {
      // Nobody sleeps for long on memory that was cut short.
    }
  }
}
