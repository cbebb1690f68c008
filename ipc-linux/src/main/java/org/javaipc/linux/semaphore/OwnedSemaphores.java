package org.javaipc.linux.semaphore;

import java.lang.foreign.MemorySegment;
import org.javaipc.IpcException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.spi.Liveness;
import org.javaipc.spi.Parker;
import org.javaipc.spi.SharedRegion;

/** A semaphore set that is removed with its owner, as the owner or another process has it open. */
public final class OwnedSemaphores implements AutoCloseable {
  /** Where in the memory of {@link #parker} virtual threads sleep. */
  public static final long SLEEP_OFFSET = SemaphorePlace.SLEEP_OFFSET;

  private final SharedRegion place;
  private final SemaphoreArray set;

  /** Takes ownership of the place. */
  public OwnedSemaphores(SharedRegion place, SemaphoreArray set) {
    this.place = place;
    this.set = set;
  }

  /** {@return the set} */
  public SemaphoreArray set() {
    return set;
  }

  /** {@return the place's memory, in which the sleep word is} */
  public MemorySegment memory() {
    return place.segment();
  }

  /** {@return where virtual threads sleep, which cannot wait for a semaphore} */
  public Parker parker() {
    return place.parker();
  }

  /** {@return which of the processes that use the set are alive} */
  public Liveness liveness() {
    return place.liveness();
  }

  /** {@return the owner's process slot} */
  public long ownerSlot() {
    return SemaphorePlace.owner(place.segment());
  }

  /** {@return whether the owner has closed it} */
  public boolean isClosedByOwner() {
    return SemaphorePlace.state(place.segment()) == SemaphorePlace.CLOSED;
  }

  /**
   * Removes the set, so that all waiting threads get an exception, and removes the name. Only its owner may call it.
   *
   * @throws IpcException if the kernel refuses
   */
  public void remove() throws IpcException {
    SemaphorePlace.closed(place.segment());
    try {
      set.remove();
    } catch (NoSuchObjectException e) {
      // Somebody has removed it with ipcrm.
    } finally {
      place.unlink();
    }
  }

  /**
   * {@return whether notifiers can still find the owner's place}
   *
   * @throws IpcException if the kernel does not say
   */
  public boolean isNamed() throws IpcException {
    return place.isNamed();
  }

  /** {@return the file and the id, for messages} */
  public String describe() {
    return place.describe() + " (semid=" + set.id() + ")";
  }

  /** Leaves it, without removing anything. */
  @Override
  public void close() throws IpcException {
    place.close();
  }
}
