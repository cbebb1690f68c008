package org.javaipc.shm;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.javaipc.Address;
import org.javaipc.EndRole;
import org.javaipc.IpcException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.Notifier;
import org.javaipc.PeerClosedException;
import org.javaipc.PeerDiedException;
import org.javaipc.linux.semaphore.OwnedSemaphores;
import org.javaipc.linux.semaphore.SemaphoreGroup;
import org.javaipc.spi.Liveness;
import org.javaipc.spi.MemoryFault;
import org.jspecify.annotations.Nullable;

/** A notifying end of {@code sem:}. */
final class SemaphoreNotifier extends SemaphoreEnd implements Notifier {
  /** A listener's set is removed after its death a moment before the death is noticed here. */
  private static final long DEATH_PATIENCE = 1_000_000_000;

  private static final long PAUSE = 500_000;

  private final @Nullable SemaphoreGroup[] groups = new SemaphoreGroup[EVENTS];
  private final Liveness.Watch listener;

  SemaphoreNotifier(Address address, OwnedSemaphores semaphores) throws IpcException {
    super(address, semaphores, EndRole.NOTIFIER);
    this.listener = semaphores.liveness().watch(semaphores.ownerSlot(), () -> {});
    monitor.opened(this);
  }

  @Override
  public void signal(int event) throws IpcException {
    Notifier.bit(event);
    enter();
    try (MemoryFault.SETTLED) {
      if (!listener.isAlive()) {
        throw semaphores.isClosedByOwner() ? left() : died();
      }
      set.tryPerform(group(event)); // if it would have to wait, the event is pending already
      monitor.counted(1);
      SemaphoreEvents.wake(semaphores);
    } catch (NoSuchObjectException e) {
      throw MemoryFault.typed(semaphores.describe(), () -> gone(e));
    } catch (InternalError e) {
      throw fault(e);
    } finally {
      exit();
    }
  }

  @Override
  public boolean signal(int event, Duration timeout) throws IpcException {
    signal(event);
    return true;
  }

  private SemaphoreGroup group(int event) {
    SemaphoreGroup group = groups[event];
    if (group == null) {
      group = SemaphoreEvents.notifying(event);
      groups[event] = group;
    }
    return group;
  }

  private IpcException gone(NoSuchObjectException e) {
    long start = System.nanoTime();
    while (!semaphores.isClosedByOwner() && System.nanoTime() - start < DEATH_PATIENCE) {
      if (!listener.isAlive()) {
        return died();
      }
      LockSupport.parkNanos(PAUSE);
    }
    return semaphores.isClosedByOwner() ? left() : e;
  }

  private PeerClosedException left() {
    return new PeerClosedException(
        address + ": the listener has closed; the event was not delivered");
  }

  private PeerDiedException died() {
    String peer = semaphores.liveness().describe(semaphores.ownerSlot());
    if (monitor.peerDeaths() == 0) {
      monitor.peerDied(peer);
    }
    return new PeerDiedException(
        "%s: the listener, %s, died; the event was not delivered".formatted(address, peer));
  }

  @Override
  void leave() {
    listener.close();
  }

  @Override
  void wakeUser() {} // it never sleeps
}
