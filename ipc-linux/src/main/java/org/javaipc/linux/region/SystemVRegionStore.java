package org.javaipc.linux.region;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.ObjLongConsumer;
import org.javaipc.AccessPolicy;
import org.javaipc.AccessRefusedException;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.linux.call.RandomNumber;
import org.javaipc.linux.file.FileAccess;
import org.javaipc.linux.file.IpcNamespace;
import org.javaipc.linux.liveness.RuntimeDirectory;
import org.javaipc.linux.segment.SystemVPlace;
import org.javaipc.linux.segment.SystemVSegment;
import org.javaipc.spi.MemoryFault;
import org.javaipc.spi.RegionSnapshot;
import org.javaipc.spi.RegionStore;
import org.javaipc.spi.SharedRegion;

/**
 * Regions in System V shared memory, found by a small file of a {@link RuntimeDirectory}: {@code
 * orders.sysv}. The file holds the segment's id and carries the owner's lock and the lock of the name;
 * it is made, found and removed like the regions of a {@link FileRegionStore}. The segment itself goes
 * when the last process that uses it has gone.
 *
 * <p>All methods may be called from any thread.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/shmget.2.html">shmget(2)</a>
 */
public final class SystemVRegionStore implements RegionStore {
  private final FileRegionStore places;
  private final FileAccess access;

  /**
   * Names a place; touches nothing.
   *
   * @param directory that the file lies in
   * @param name of the file, such as {@code orders.sysv}
   * @param policy mode of what is created, and whose regions are accepted
   */
  public SystemVRegionStore(RuntimeDirectory directory, String name, AccessPolicy policy) {
    this.places =
        new FileRegionStore(
            directory, name, new RegionFormat(SystemVPlace.MAGIC, SystemVPlace::owner), policy);
    this.access = FileAccess.of(directory.access(policy));
  }

  /**
   * {@inheritDoc}
   *
   * @throws org.javaipc.ResourceLimitException if the memory, or the number or size of segments that
   *     the kernel allows, does not suffice
   * @throws AccessRefusedException if the name belongs to a user who is not trusted
   */
  @Override
  public SharedRegion create(long size, long reserved, ObjLongConsumer<MemorySegment> initializer)
      throws IpcException {
    long namespace = IpcNamespace.current();
    SharedRegion place =
        places.create(
            SystemVPlace.LENGTH,
            SystemVPlace.LENGTH,
            (memory, self) -> SystemVPlace.initialize(memory, self, size, namespace));
    try {
      SystemVSegment segment = make(place, size);
      try {
        initializer.accept(SystemVPlace.region(segment, size), place.liveness().self());
        new SystemVPlace(segment.id(), size, namespace, RandomNumber.next())
            .write(place.segment(), segment);
        return new SystemVRegion(place, segment, size);
      } catch (RuntimeException | Error e) {
        segment.mapping().close();
        throw e;
      }
    } catch (IpcException | RuntimeException | Error e) {
      place.unlink();
      place.close();
      throw e;
    }
  }

  private SystemVSegment make(SharedRegion place, long size) throws IpcException {
    Optional<SystemVSegment> segment = Optional.empty();
    while (segment.isEmpty()) {
      int key = RandomNumber.key();
      SystemVPlace.announce(place.segment(), key);
      segment = SystemVSegment.create(key, SystemVPlace.withNonce(size), access, places.toString());
    }
    return segment.get();
  }

  @Override
  public Optional<SharedRegion> open() throws IpcException {
    Optional<SharedRegion> found = places.open();
    if (found.isEmpty()) {
      return found;
    }
    SharedRegion place = found.get();
    Optional<SharedRegion> attached = Optional.empty();
    try (MemoryFault.SETTLED) {
      attached = attach(place);
    } catch (InternalError e) {
      throw MemoryFault.cutShort(place.describe(), e);
    } finally {
      if (attached.isEmpty()) {
        place.close();
      }
    }
    return attached;
  }

  private static Optional<SharedRegion> attach(SharedRegion place) throws IpcException {
    if (!SystemVPlace.isReady(place.segment())) {
      return Optional.empty(); // its owner is making the segment
    }
    SystemVPlace read = SystemVPlace.read(place);
    if (read.namespace() != IpcNamespace.current()) {
      throw elsewhere(place.describe());
    }
    Optional<SystemVSegment> segment =
        SystemVSegment.attach(read.id(), SystemVPlace.withNonce(read.size()), place.describe());
    if (segment.isEmpty()) {
      return Optional.empty();
    }
    SystemVRegion region = null;
    try {
      if (!read.isOf(segment.get())) {
        throw new CorruptChannelException(
            place.describe() + ": shmid=" + read.id() + " is not the segment of the receiver");
      }
      region = new SystemVRegion(place, segment.get(), read.size());
      return Optional.of(region);
    } finally {
      if (region == null) {
        segment.get().mapping().close();
      }
    }
  }

  /** {@inheritDoc} The segment is attached for reading, and detached once its start is copied. */
  @Override
  public Optional<RegionSnapshot> snapshot(long length) throws IpcException {
    Optional<RegionSnapshot> place = places.snapshot(SystemVPlace.LENGTH);
    if (place.isEmpty()) {
      return place;
    }
    RegionSnapshot file = place.get();
    if (!SystemVPlace.isReady(file.start())) {
      return Optional.empty();
    }
    SystemVPlace read = SystemVPlace.read(file.start(), file.object());
    if (read.namespace() != IpcNamespace.current()) {
      throw elsewhere(file.object());
    }
    MemorySegment start = SystemVSegment.copy(read, length, file.object());
    String object = file.object() + " (shmid=" + read.id() + ")";
    return Optional.of(new RegionSnapshot(object, start, read.size(), file.state(), file.pids()));
  }

  @Override
  public boolean removeLeftover() throws IpcException {
    return places.removeLeftover();
  }

  private static AccessRefusedException elsewhere(String object) {
    return new AccessRefusedException(
        object
            + ": its segment lives in another IPC namespace; start both processes in one (docker"
            + " run --ipc=container:...), or use shm:");
  }

  @Override
  public String toString() {
    return places.toString();
  }
}
