package org.javaipc.linux.region;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ObjLongConsumer;
import org.javaipc.AccessPolicy;
import org.javaipc.AccessRefusedException;
import org.javaipc.ChannelBusyException;
import org.javaipc.ChannelStatus;
import org.javaipc.IpcException;
import org.javaipc.ResourceLimitException;
import org.javaipc.WrongKindException;
import org.javaipc.linux.file.BootId;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.file.FileAccess;
import org.javaipc.linux.file.FileSpace;
import org.javaipc.linux.file.FileStatus;
import org.javaipc.linux.file.FileSystem;
import org.javaipc.linux.file.Mapping;
import org.javaipc.linux.liveness.ExistingFile;
import org.javaipc.linux.liveness.ProcessLiveness;
import org.javaipc.linux.liveness.ProcessSlot;
import org.javaipc.linux.liveness.RuntimeDirectory;
import org.javaipc.linux.liveness.StaleFile;
import org.javaipc.linux.liveness.UnpublishedFile;
import org.javaipc.linux.lock.LockByte;
import org.javaipc.linux.raw.file.Unistd;
import org.javaipc.spi.RegionKinds;
import org.javaipc.spi.RegionSnapshot;
import org.javaipc.spi.RegionStore;
import org.javaipc.spi.SharedRegion;

/**
 * Regions in files of a {@link RuntimeDirectory}: {@code orders.shm}. A file appears whole, with
 * its owner's lock held, and is removed by the first process that finds it without that lock.
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
    RuntimeDirectory.requireFree(name);
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
   *     something that is not a regular file; it is left alone
   */
  @Override
  public SharedRegion create(long size, long reserved, ObjLongConsumer<MemorySegment> initializer)
      throws IpcException {
    if (size <= 0 || reserved < 0 || reserved > size) {
      throw new IllegalArgumentException("size=" + size + " reserved=" + reserved);
    }
    return unlessOfDeadTopic(() -> make(size, reserved, initializer));
  }

  @Override
  public OptionalLong available() throws IpcException {
    FileSystem fileSystem = directory.fileSystem();
    return fileSystem.total() == 0 ? OptionalLong.empty() : OptionalLong.of(fileSystem.available());
  }

  private SharedRegion make(long size, long reserved, ObjLongConsumer<MemorySegment> initializer)
      throws IpcException {
    ProcessLiveness liveness = directory.liveness();
    try (UnpublishedFile hidden =
        UnpublishedFile.create(
            directory, name, FileAccess.of(directory.access(policy)).forLocks())) {
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
   *     something that is not a regular file; it is left alone
   */
  @Override
  public Optional<SharedRegion> adopt() throws IpcException {
    return durable ? unlessOfDeadTopic(this::takeOver) : Optional.empty();
  }

  private Optional<SharedRegion> takeOver() throws IpcException {
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
      if (!StaleFile.stands(directory, name, file)) {
        file.close();
        return takeOver(); // the file was replaced before it was locked
      }
      limitAccess(found.get());
      Mapping mapping = Mapping.shared(file, found.get().status().size());
      return Optional.of(new FileRegion(directory, name, file, mapping, liveness, role()));
    } catch (IpcException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /**
   * Gives a leftover file this channel's mode. The mode may have been widened meanwhile, as for a backup, and a process
   * that can only read the file could block all others with a read lock. Only its owner can change another user's file.
   */
  private void limitAccess(ExistingFile found) throws IpcException {
    FileStatus status = found.status();
    FileAccess wanted = FileAccess.of(directory.access(policy)).forLocks();
    FileAccess actual = new FileAccess(status.permissions(), OptionalInt.empty());
    if (status.uid() == Unistd.geteuid()) {
      if (actual.mode() != wanted.mode()) {
        wanted.applyTo(found.descriptor());
      }
    } else if (actual.mode() != actual.forLocks().mode()) {
      throw new AccessRefusedException(
          "%s: mode=%04o lets users who may not write to it lock it; its owner, uid=%s, should chmod it to %04o"
              .formatted(
                  this,
                  actual.mode(),
                  Integer.toUnsignedString(status.uid()),
                  actual.forLocks().mode()));
    }
  }

  @Override
  public long boot() throws IpcException {
    return durable ? BootId.current() : 0;
  }

  private FileRegion.Role role() {
    return durable ? FileRegion.Role.KEEPER : FileRegion.Role.OWNER;
  }

  @Override
  public Optional<SharedRegion> open() throws IpcException {
    return unlessOfDeadTopic(this::find);
  }

  private Optional<SharedRegion> find() throws IpcException {
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

  /** {@inheritDoc} The start is read, not mapped, so a truncated file does no harm. */
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
      if (found.get().magic() == RegionKinds.TOPIC) {
        return RefCountedRegion.removeLeftover(directory, name, RegionKinds.TOPIC, policy);
      }
      requireMagic(found.get());
      return StaleFile.remove(directory, name, file);
    }
  }

  @Override
  public String toString() {
    return directory.pathOf(name);
  }

  /** Topics share names with channels; what their last ends left behind when they were killed does not block a name. */
  private <T> T unlessOfDeadTopic(Look<T> look) throws IpcException {
    try {
      return look.look();
    } catch (WrongKindException e) {
      if (RefCountedRegion.removeLeftover(directory, name, RegionKinds.TOPIC, policy)) {
        return look.look();
      }
      throw e;
    }
  }

  /** A look at what has the name. */
  @FunctionalInterface
  private interface Look<T> {
    T look() throws IpcException;
  }

  private void publish(UnpublishedFile hidden) throws IpcException {
    long start = System.nanoTime();
    while (!hidden.publish(name)) {
      if (!clearName()) {
        if (System.nanoTime() - start > REMOVER_PATIENCE) {
          throw new ChannelBusyException(
              this
                  + ": another process began to remove a dead owner's file and has not finished; is it stopped?");
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
                + ": another receiver opened and closed it in the meantime; try again to continue with what it left");
      }
      return StaleFile.remove(directory, name, file);
    }
  }

  /** A sender may be trusted by the dead owner and still not be allowed to remove the file. */
  private void removeIfAllowed(Descriptor file) throws IpcException {
    if (durable) {
      return;
    }
    try {
      StaleFile.remove(directory, name, file);
    } catch (AccessRefusedException e) {
      // the next receiver of that user removes it
    }
  }

  private void requireMagic(ExistingFile found) throws IpcException {
    if (found.magic() != format.magic()) {
      throw RegionKinds.mismatch(toString(), found.magic());
    }
  }

  private ChannelBusyException busy(ExistingFile found) throws IpcException {
    long slot = format.ownerSlot().applyAsLong(found.header(RegionFormat.HEADER_BYTES));
    String owner = slot == 0 ? "another process" : directory.liveness().describe(slot);
    return new ChannelBusyException(
        this + ": " + owner + " is the receiver; close it first, or use another name");
  }
}
