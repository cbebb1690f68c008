package org.javaipc.linux.region;

import java.util.Optional;
import java.util.OptionalInt;
import org.javaipc.AccessPolicy;
import org.javaipc.AccessRefusedException;
import org.javaipc.ChannelBusyException;
import org.javaipc.IpcException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.linux.call.RandomNumber;
import org.javaipc.linux.file.FileAccess;
import org.javaipc.linux.file.IpcNamespace;
import org.javaipc.linux.liveness.RuntimeDirectory;
import org.javaipc.linux.semaphore.OwnedSemaphores;
import org.javaipc.linux.semaphore.SemaphoreArray;
import org.javaipc.linux.semaphore.SemaphorePlace;
import org.javaipc.spi.MemoryFault;
import org.javaipc.spi.RegionSnapshot;
import org.javaipc.spi.SharedRegion;

/**
 * Semaphore sets that go with their owner, found by a small file of a {@link RuntimeDirectory}: {@code
 * door.sem}. All methods may be called from any thread.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/semget.2.html">semget(2)</a>
 */
public final class SemaphoreStore {
  private final FileRegionStore places;
  private final FileAccess access;
  private final int count;

  /**
   * Names a place; touches nothing.
   *
   * @param directory that the file lies in
   * @param name of the file, such as {@code door.sem}
   * @param policy mode of what is created, and whose sets are accepted
   * @param count of semaphores
   */
  public SemaphoreStore(RuntimeDirectory directory, String name, AccessPolicy policy, int count) {
    this.places =
        new FileRegionStore(
            directory, name, new RegionFormat(SemaphorePlace.MAGIC, SemaphorePlace::owner), policy);
    this.access = FileAccess.of(directory.access(policy));
    this.count = count;
  }

  /**
   * Makes a set, all of whose semaphores are 0, and owns the name until it is closed or this process
   * ends. What a dead owner left behind is removed first.
   *
   * @param key for C programs; empty for a private one
   * @return the set
   * @throws ChannelBusyException if a live owner has the name, or another set the key
   * @throws org.javaipc.ResourceLimitException if a limit of sets or semaphores is reached
   * @throws AccessRefusedException if the name belongs to a user who is not trusted
   * @throws IpcException if the kernel refuses
   */
  public OwnedSemaphores create(OptionalInt key) throws IpcException {
    long namespace = IpcNamespace.current();
    int wanted = key.isPresent() ? key.getAsInt() : RandomNumber.key();
    SharedRegion place =
        places.create(
            SemaphorePlace.LENGTH,
            SemaphorePlace.LENGTH,
            (memory, self) -> SemaphorePlace.initialize(memory, self, namespace, count, wanted));
    try {
      return publish(place, make(place, key, wanted));
    } catch (IpcException | RuntimeException | Error e) {
      place.unlink();
      place.close();
      throw e;
    }
  }

  /** Gives the set its group, and says that it is there. */
  private OwnedSemaphores publish(SharedRegion place, SemaphoreArray set) throws IpcException {
    try {
      if (access.hasGroup()) {
        set.permit(access.group().getAsInt(), access.mode());
      }
      SemaphorePlace.ready(place.segment(), set.id());
      return new OwnedSemaphores(place, set);
    } catch (IpcException | RuntimeException | Error e) {
      set.remove();
      throw e;
    }
  }

  private SemaphoreArray make(SharedRegion place, OptionalInt key, int wanted) throws IpcException {
    Optional<SemaphoreArray> set = SemaphoreArray.create(wanted, count, access.mode());
    while (set.isEmpty()) {
      if (key.isPresent()) {
        throw new ChannelBusyException(
            "%s: another semaphore set has key=0x%08x; remove it if it is not needed (`ipcrm -S 0x%08x`), or use another key"
                .formatted(places, wanted, wanted));
      }
      int next = RandomNumber.key();
      SemaphorePlace.rekey(place.segment(), next);
      set = SemaphoreArray.create(next, count, access.mode());
    }
    return set.get();
  }

  /**
   * Finds the set of a live owner.
   *
   * @return the set; empty if there is none yet, or if it belonged to a dead owner (it is removed then)
   * @throws AccessRefusedException if it belongs to a user who is not trusted, or lives in another IPC
   *     namespace
   * @throws IpcException if the kernel refuses
   */
  public Optional<OwnedSemaphores> open() throws IpcException {
    Optional<SharedRegion> found = places.open();
    if (found.isEmpty()) {
      return Optional.empty();
    }
    SharedRegion place = found.get();
    OwnedSemaphores semaphores = null;
    try (MemoryFault.SETTLED) {
      SemaphorePlace.requireWhole(place.segment(), place.describe());
      if (SemaphorePlace.namespace(place.segment()) != IpcNamespace.current()) {
        throw elsewhere(place.describe());
      }
      if (SemaphorePlace.state(place.segment()) == SemaphorePlace.READY) {
        int id = SemaphorePlace.id(place.segment(), count, place.describe());
        MemoryFault.settle();
        semaphores = new OwnedSemaphores(place, SemaphoreArray.ofId(id));
      }
    } catch (NoSuchObjectException e) {
      // Its owner is closing it.
    } catch (InternalError e) {
      throw MemoryFault.cutShort(place.describe(), e);
    } finally {
      if (semaphores == null) {
        place.close();
      }
    }
    return Optional.ofNullable(semaphores);
  }

  private static AccessRefusedException elsewhere(String object) {
    return new AccessRefusedException(
        object
            + ": its semaphores live in another IPC namespace; start both processes in one (docker"
            + " run --ipc=container:...), or use shm:");
  }

  /**
   * Inspects the place from outside.
   *
   * @return the state of the place; empty if nothing has the name
   * @throws IpcException if it belongs to a user who is not trusted, or cannot be read
   */
  public Optional<RegionSnapshot> snapshot() throws IpcException {
    return places.snapshot(SemaphorePlace.LENGTH);
  }

  /**
   * {@return the owner's process slot, for messages; 0 if the place is too short to have one}
   *
   * @param place the beginning of a place, which any process may have written
   */
  public static long ownerSlot(RegionSnapshot place) {
    return SemaphorePlace.owner(place.start());
  }

  /**
   * Removes the set and its place if its owner is dead.
   *
   * @return whether it was removed
   * @throws IpcException if it belongs to a user who is not trusted, or cannot be removed
   */
  public boolean removeLeftover() throws IpcException {
    return places.removeLeftover();
  }

  @Override
  public String toString() {
    return places.toString();
  }
}
