package org.javaipc.linux.region;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.javaipc.AccessPolicy;
import org.javaipc.ChannelBusyException;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.file.FileAccess;
import org.javaipc.linux.file.FileSpace;
import org.javaipc.linux.file.Mapping;
import org.javaipc.linux.liveness.ExistingFile;
import org.javaipc.linux.liveness.FixedName;
import org.javaipc.linux.liveness.RuntimeDirectory;
import org.javaipc.linux.liveness.StaleFile;
import org.javaipc.linux.liveness.UnpublishedFile;
import org.javaipc.linux.lock.Exclusion;
import org.javaipc.linux.lock.LockByte;
import org.javaipc.linux.lock.OfdLock;
import org.javaipc.linux.raw.file.Mman;
import org.javaipc.linux.wait.FutexParker;
import org.javaipc.spi.Liveness;
import org.javaipc.spi.Parker;
import org.javaipc.spi.RegionKinds;
import org.jspecify.annotations.Nullable;

/**
 * Memory in a file of a {@link RuntimeDirectory} that has no owner: the first member creates it, and the last one to
 * leave may remove it. A killed process stops being a member at once, and leaves the memory unchanged to current and
 * later members.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/F_OFD_SETLK.2const.html">F_OFD_SETLK(2)</a>
 */
public final class RefCountedRegion implements AutoCloseable {
  private static final long REMOVER_PATIENCE = 1_000_000_000;
  private static final long REMOVER_PAUSE = 100_000;

  private final RuntimeDirectory directory;
  private final String name;
  private final Descriptor file;
  private final Mapping mapping;
  private final FutexParker parker;
  private final Exclusion exclusion;
  private final Liveness liveness;

  private RefCountedRegion(
      RuntimeDirectory directory, String name, Descriptor file, Mapping mapping)
      throws IpcException {
    this.directory = directory;
    this.name = name;
    this.file = file;
    this.mapping = mapping;
    this.parker = new FutexParker(mapping.segment());
    this.exclusion = new Exclusion(file);
    this.liveness = directory.liveness();
  }

  /**
   * Joins a region, and creates it if it does not exist.
   *
   * @param directory that the file lies in
   * @param name of the file, such as {@code counter.lock}
   * @param magic first eight bytes of every such region
   * @param size in bytes
   * @param policy mode of a new file, and which owners are accepted
   * @param initializer writes into zeroed memory, the magic too, before anyone can find it
   * @return the region, until it is closed
   * @throws ChannelBusyException if the process that removes the file does not finish within a second
   * @throws CorruptChannelException if something else has the name; it is left alone
   * @throws org.javaipc.AccessRefusedException if the file belongs to a user who is not trusted
   * @throws org.javaipc.ResourceLimitException if there is no room for it
   * @throws IpcException if the kernel refuses
   */
  public static RefCountedRegion join(
      RuntimeDirectory directory,
      String name,
      long magic,
      long size,
      AccessPolicy policy,
      ObjLongConsumer<MemorySegment> initializer)
      throws IpcException {
    return join(directory, name, magic, size, size, policy, initializer);
  }

  /**
   * Joins a region of any size, and makes it if it is not there.
   *
   * @param reserved how many bytes of one that is made to reserve at once; one that is found is mapped as it is
   */
  static RefCountedRegion join(
      RuntimeDirectory directory,
      String name,
      long magic,
      long size,
      long reserved,
      AccessPolicy policy,
      ObjLongConsumer<MemorySegment> initializer)
      throws IpcException {
    long least = size == reserved ? size : 1;
    long self = directory.liveness().self();
    for (long start = System.nanoTime(); ; ) {
      var found = ExistingFile.open(directory, name, policy);
      RefCountedRegion region =
          found.isPresent()
              ? enter(directory, name, magic, least, found.get(), false)
              : make(
                  directory,
                  name,
                  size,
                  reserved,
                  policy,
                  memory -> initializer.accept(memory, self));
      if (region != null) {
        return region;
      }
      if (System.nanoTime() - start > REMOVER_PATIENCE) {
        throw new ChannelBusyException(
            directory.pathOf(name)
                + ": another process has begun to remove the file and does not end; is it"
                + " stopped?");
      }
      LockSupport.parkNanos(REMOVER_PAUSE);
    }
  }

  /**
   * Joins a region if it is there, to read it alone.
   *
   * @return the region as it is; empty if nothing has the name, or it is being removed
   */
  static Optional<RefCountedRegion> find(
      RuntimeDirectory directory, String name, long magic, AccessPolicy policy)
      throws IpcException {
    var found = ExistingFile.open(directory, name, policy);
    return found.isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(enter(directory, name, magic, 1, found.get(), true));
  }

  /** {@return the region in a file that was found; null if it is being removed} */
  private static @Nullable RefCountedRegion enter(
      RuntimeDirectory directory,
      String name,
      long magic,
      long least,
      ExistingFile found,
      boolean readOnly)
      throws IpcException {
    Descriptor file = found.descriptor();
    try {
      if (found.magic() != magic || found.status().size() < least) {
        throw foreign(directory.pathOf(name), found.magic(), magic);
      }
      if (LockByte.MEMBER.of(file).tryLock(true) && StaleFile.stands(directory, name, file)) {
        return new RefCountedRegion(
            directory, name, file, map(file, found.status().size(), readOnly));
      }
      file.close();
      return null;
    } catch (IpcException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static Mapping map(Descriptor file, long size, boolean readOnly) throws IpcException {
    return readOnly
        ? Mapping.file(file, 0, size, Mman.PROT_READ, Mman.MAP_SHARED)
        : Mapping.shared(file, size);
  }

  private static IpcException foreign(String path, long found, long wanted) {
    return wanted == RegionKinds.TOPIC
        ? RegionKinds.mismatch(path, found)
        : new CorruptChannelException(
            path
                + ": this file is something else; it was left alone: remove it yourself if it is"
                + " not needed");
  }

  /** {@return a new region; null if another process was faster} */
  private static @Nullable RefCountedRegion make(
      RuntimeDirectory directory,
      String name,
      long size,
      long reserved,
      AccessPolicy policy,
      Consumer<MemorySegment> initializer)
      throws IpcException {
    try (UnpublishedFile hidden =
        UnpublishedFile.create(
            directory, name, FileAccess.of(directory.access(policy)).forLocks())) {
      FileSpace.extend(hidden.file(), size, reserved);
      LockByte.MEMBER.of(hidden.file()).tryLock(true);
      Mapping mapping = Mapping.shared(hidden.file(), size);
      try {
        initializer.accept(mapping.segment());
        if (hidden.publish(name)) {
          LockByte.OWNER.of(hidden.file()).unlock(); // it has none
          return new RefCountedRegion(directory, name, hidden.file(), mapping);
        }
      } catch (IpcException | RuntimeException | Error e) {
        mapping.close();
        throw e;
      }
      mapping.close();
      return null;
    }
  }

  /** {@return the open file, this object's} */
  public Descriptor file() {
    return file;
  }

  /** {@return the file, for messages} */
  public String describe() {
    return file.name();
  }

  /**
   * {@return whether the name still stands for the file}
   *
   * @throws IpcException if the kernel does not say
   */
  public boolean isNamed() throws IpcException {
    return StaleFile.stands(directory, name, file);
  }

  /**
   * {@return a repeatable check of whether the name still refers to the file}
   *
   * @throws IpcException if the kernel does not say which file it is
   */
  public FixedName fixedName() throws IpcException {
    return new FixedName(directory, name, file);
  }

  /** {@return the memory; an access after close is an exception} */
  public MemorySegment segment() {
    return mapping.segment();
  }

  /** {@return where threads sleep on words of the memory} */
  public Parker parker() {
    return parker;
  }

  /** {@return the lock that one user holds at a time} */
  public Exclusion exclusion() {
    return exclusion;
  }

  /** {@return which of the processes that share the memory are alive} */
  public Liveness liveness() {
    return liveness;
  }

  /**
   * Stops being a member, and decides whether this was the last one; the caller closes the region next. Members that
   * leave at the same time decide one after the other, so exactly one of them is the last. After that no process can
   * join.
   *
   * @return whether there is no other member
   * @throws IpcException if the kernel refuses
   */
  public boolean tryBeTheLast() throws IpcException {
    OfdLock leaving = LockByte.REMOVER.of(file);
    if (!tryLockPatiently(leaving)) {
      return false; // a process was stopped while it left: it, or one that comes later, removes the
      // file
    }
    try {
      OfdLock member = LockByte.MEMBER.of(file);
      boolean last = member.tryLock();
      if (!last) {
        member.unlock(); // else the next to decide would wait for this one to close
      }
      return last;
    } finally {
      leaving.unlock();
    }
  }

  private static boolean tryLockPatiently(OfdLock lock) throws IpcException {
    long start = System.nanoTime();
    while (!lock.tryLock()) {
      if (System.nanoTime() - start > REMOVER_PATIENCE) {
        return false;
      }
      LockSupport.parkNanos(REMOVER_PAUSE);
    }
    return true;
  }

  /**
   * Takes the name away, after {@link #tryBeTheLast}.
   *
   * @throws IpcException if the kernel refuses
   */
  public void unlink() throws IpcException {
    if (StaleFile.stands(directory, name, file)) {
      SystemErrors.check(directory.unlink(name), "unlink", describe());
    }
  }

  /** Wakes parked threads, and leaves. */
  @Override
  public void close() {
    parker.close();
    try {
      mapping.close();
    } finally {
      file.close();
    }
  }

  /**
   * Removes what processes left behind, if all have gone.
   *
   * @param directory that the file lies in
   * @param name of the file
   * @param magic first eight bytes of every such region
   * @return whether it was removed; false if it is in use or does not exist
   * @throws IpcException if it is something else, another user's, or the kernel refuses
   */
  public static boolean removeLeftover(RuntimeDirectory directory, String name, long magic)
      throws IpcException {
    return removeLeftover(directory, name, magic, AccessPolicy.configured());
  }

  static boolean removeLeftover(
      RuntimeDirectory directory, String name, long magic, AccessPolicy policy)
      throws IpcException {
    var found = ExistingFile.open(directory, name, policy);
    if (found.isEmpty()) {
      return false;
    }
    try (Descriptor file = found.get().descriptor()) {
      if (found.get().magic() != magic || !LockByte.MEMBER.of(file).tryLock()) {
        return false;
      }
      if (StaleFile.stands(directory, name, file)) {
        SystemErrors.check(directory.unlink(name), "unlink", directory.pathOf(name));
      }
      return true;
    }
  }
}
