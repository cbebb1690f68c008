package org.javaipc.linux;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ObjLongConsumer;
import org.javaipc.AccessRefusedException;
import org.javaipc.ChannelBusyException;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.ResourceLimitException;
import org.javaipc.spi.AccessPolicy;
import org.javaipc.spi.ChannelStatus;
import org.javaipc.spi.RegionSnapshot;
import org.javaipc.spi.RegionStore;
import org.javaipc.spi.SharedRegion;

/**
 * Regions in files of a {@link RuntimeDirectory}: {@code orders.shm}. A file appears whole, with
 * its owner's lock held, and is removed by whoever finds it without that lock.
 *
 * <p>All methods may be called from any thread.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/mmap.2.html">mmap(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/F_OFD_SETLK.2const.html">F_OFD_SETLK(2)</a>
 */
public final class FileRegionStore implements RegionStore {
  private static final long REMOVER_PATIENCE = 1_000_000_000;
  private static final long REMOVER_PAUSE = 100_000;

  private final RuntimeDirectory directory;
  private final String name;
  private final RegionFormat format;
  private final AccessPolicy policy;
  private final boolean durable;

  private FileRegionStore(
      RuntimeDirectory directory,
      String name,
      RegionFormat format,
      AccessPolicy policy,
      boolean durable) {
    if (name.isEmpty() || name.startsWith(".") || name.contains("/")) {
      throw new IllegalArgumentException(
          "name=" + name + " must be the plain name of a file that is not hidden");
    }
    this.directory = directory;
    this.name = name;
    this.format = format;
    this.policy = policy;
    this.durable = durable;
  }

  /**
   * Names a place for regions that go with their owner; touches nothing.
   *
   * @param directory that the file lies in
   * @param name of the file, such as {@code orders.shm}
   * @param format of the regions
   * @param policy mode of what is created, and whose regions are accepted
   */
  public FileRegionStore(
      RuntimeDirectory directory, String name, RegionFormat format, AccessPolicy policy) {
    this(directory, name, format, policy, false);
  }

  /**
   * {@return a place for a region that outlives its owners: the next one adopts it} It touches
   * nothing.
   *
   * @param directory that the file lies in
   * @param name of the file
   * @param format of the region
   * @param policy mode of what is created, and whose regions are accepted
   */
  public static FileRegionStore durable(
      RuntimeDirectory directory, String name, RegionFormat format, AccessPolicy policy) {
    return new FileRegionStore(directory, name, format, policy, true);
  }

  /**
   * {@inheritDoc}
   *
   * @throws ResourceLimitException if the file system has no room for {@code reserved} bytes, or
   *     memory, mappings or descriptors have run out
   * @throws AccessRefusedException if the name belongs to a user who is not trusted, or to
   *     something that is no regular file; it is left alone
   */
  @Override
  public SharedRegion create(long size, long reserved, ObjLongConsumer<MemorySegment> initializer)
      throws IpcException {
    if (size <= 0 || reserved < 0 || reserved > size) {
      throw new IllegalArgumentException("size=" + size + " reserved=" + reserved);
    }
    ProcessLiveness liveness = directory.liveness();
    try (HiddenFile hidden = HiddenFile.create(directory, name, policy.mode())) {
      FileSpace.extend(hidden.file(), size, reserved);
      Mapping mapping = Mapping.shared(hidden.file(), size);
      try {
        initializer.accept(mapping.segment(), liveness.self());
        publish(hidden);
      } catch (IpcException | RuntimeException | Error e) {
        mapping.close();
        throw e;
      }
      return new FileRegion(directory, name, hidden.file(), mapping, liveness, role());
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws AccessRefusedException if the name belongs to a user who is not trusted, or to
   *     something that is no regular file; it is left alone
   */
  @Override
  public Optional<SharedRegion> adopt() throws IpcException {
    if (!durable) {
      return Optional.empty();
    }
    ProcessLiveness liveness = directory.liveness();
    Optional<ExistingFile> found = ExistingFile.open(directory, name, policy);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Descriptor file = found.get().descriptor();
    try {
      requireMagic(found.get());
      if (!LockByte.OWNER.of(file).tryLock()) {
        throw busy(found.get());
      }
      if (!Leftover.stands(directory, name, file)) {
        file.close();
        return adopt(); // the file was replaced before it was locked
      }
      Mapping mapping = Mapping.shared(file, found.get().status().size());
      return Optional.of(new FileRegion(directory, name, file, mapping, liveness, role()));
    } catch (IpcException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  @Override
  public long boot() {
    return durable ? BootId.CURRENT : 0;
  }

  private FileRegion.Role role() {
    return durable ? FileRegion.Role.KEEPER : FileRegion.Role.OWNER;
  }

  @Override
  public Optional<SharedRegion> open() throws IpcException {
    ProcessLiveness liveness = directory.liveness();
    Optional<ExistingFile> found = ExistingFile.open(directory, name, policy);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Descriptor file = found.get().descriptor();
    try {
      requireMagic(found.get());
      if (!LockByte.OWNER.of(file).isHeldElsewhere()) {
        removeIfAllowed(file);
        file.close();
        return Optional.empty();
      }
      Mapping mapping = Mapping.shared(file, found.get().status().size());
      return Optional.of(
          new FileRegion(directory, name, file, mapping, liveness, FileRegion.Role.USER));
    } catch (IpcException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** {@inheritDoc} The start is read, not mapped: that the file is cut short harms nobody. */
  @Override
  public Optional<RegionSnapshot> snapshot(long length) throws IpcException {
    Optional<ExistingFile> found = ExistingFile.openForReading(directory, name, policy);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (Descriptor file = found.get().descriptor()) {
      return Optional.of(
          new RegionSnapshot(
              toString(),
              found.get().header(length),
              found.get().status().size(),
              state(file),
              slot -> ProcessSlot.pid(directory, slot)));
    }
  }

  private ChannelStatus.State state(Descriptor file) throws IpcException {
    if (LockByte.OWNER.of(file).isHeldElsewhere()) {
      return ChannelStatus.State.LIVE;
    }
    return durable ? ChannelStatus.State.KEPT : ChannelStatus.State.LEFT;
  }

  @Override
  public boolean removeLeftover() throws IpcException {
    if (durable) {
      return false;
    }
    Optional<ExistingFile> found = ExistingFile.open(directory, name, policy);
    if (found.isEmpty()) {
      return false;
    }
    try (Descriptor file = found.get().descriptor()) {
      requireMagic(found.get());
      return Leftover.remove(directory, name, file);
    }
  }

  @Override
  public String toString() {
    return directory.pathOf(name);
  }

  private void publish(HiddenFile hidden) throws IpcException {
    long start = System.nanoTime();
    while (!hidden.publish(name)) {
      if (!clearName()) {
        if (System.nanoTime() - start > REMOVER_PATIENCE) {
          throw new ChannelBusyException(
              this + ": another process has begun to remove a dead owner's file and does not end");
        }
        LockSupport.parkNanos(REMOVER_PAUSE);
      }
    }
  }

  /**
   * Frees the name, or throws why it cannot be had; {@return false if another process is at it}.
   */
  private boolean clearName() throws IpcException {
    Optional<ExistingFile> found = ExistingFile.open(directory, name, policy);
    if (found.isEmpty()) {
      return true;
    }
    try (Descriptor file = found.get().descriptor()) {
      requireMagic(found.get());
      if (LockByte.OWNER.of(file).isHeldElsewhere()) {
        throw busy(found.get());
      }
      if (durable) {
        throw new ChannelBusyException(
            this
                + ": another receiver came and went meanwhile; try again to go on with what it left");
      }
      return Leftover.remove(directory, name, file);
    }
  }

  /** A sender may be trusted by the dead owner and still not be allowed to remove the file. */
  private void removeIfAllowed(Descriptor file) throws IpcException {
    if (durable) {
      return;
    }
    try {
      Leftover.remove(directory, name, file);
    } catch (AccessRefusedException e) {
      // the next receiver of that user removes it
    }
  }

  private void requireMagic(ExistingFile found) throws IpcException {
    if (found.magic() != format.magic()) {
      throw new CorruptChannelException(
          this
              + ": this file is no channel of this kind; it was left alone: remove it yourself if"
              + " nobody needs it");
    }
  }

  private ChannelBusyException busy(ExistingFile found) throws IpcException {
    long slot = format.ownerSlot().applyAsLong(found.header(RegionFormat.HEADER_BYTES));
    String owner = slot == 0 ? "another process" : directory.liveness().describe(slot);
    return new ChannelBusyException(
        this + ": " + owner + " is the receiver; close it first, or use another name");
  }
}
