package org.javaipc.linux;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.javaipc.ChannelBusyException;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.spi.AccessPolicy;
import org.javaipc.spi.Liveness;
import org.javaipc.spi.Parker;
import org.jspecify.annotations.Nullable;

/**
 * Memory in a file of a {@link RuntimeDirectory} that belongs to nobody: the first who comes makes it,
 * and the last who leaves may take it away. Whoever is killed is out at once, and leaves the memory as
 * it is to the others, and to those who come later.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/F_OFD_SETLK.2const.html">F_OFD_SETLK(2)</a>
 */
public final class CommonRegion implements AutoCloseable {
  private static final long REMOVER_PATIENCE = 1_000_000_000;
  private static final long REMOVER_PAUSE = 100_000;

  private final RuntimeDirectory directory;
  private final String name;
  private final Descriptor file;
  private final Mapping mapping;
  private final FutexParker parker;
  private final Liveness liveness;

  private CommonRegion(RuntimeDirectory directory, String name, Descriptor file, Mapping mapping)
      throws IpcException {
    this.directory = directory;
    this.name = name;
    this.file = file;
    this.mapping = mapping;
    this.parker = new FutexParker(mapping.segment());
    this.liveness = directory.liveness();
  }

  /**
   * Joins a region, and makes it if it is not there.
   *
   * @param directory that the file lies in
   * @param name of the file, such as {@code counter.lock}
   * @param magic first eight bytes of every such region
   * @param size in bytes
   * @param policy mode of what is made, and whose is accepted
   * @param initializer writes into zeroed memory, the magic too, before anyone can find it
   * @return the region, until it is closed
   * @throws ChannelBusyException if who removes the file does not end within a second
   * @throws CorruptChannelException if something else has the name; it is left alone
   * @throws org.javaipc.AccessRefusedException if the file belongs to a user who is not trusted
   * @throws org.javaipc.ResourceLimitException if there is no room for it
   * @throws IpcException if the kernel refuses
   */
  public static CommonRegion join(
      RuntimeDirectory directory,
      String name,
      long magic,
      long size,
      AccessPolicy policy,
      ObjLongConsumer<MemorySegment> initializer)
      throws IpcException {
    long self = directory.liveness().self();
    for (long start = System.nanoTime(); ; ) {
      var found = ExistingFile.open(directory, name, policy);
      CommonRegion region =
          found.isPresent()
              ? enter(directory, name, magic, size, found.get())
              : make(directory, name, size, policy, memory -> initializer.accept(memory, self));
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

  /** {@return the region in a file that was found; null if it is being removed} */
  private static @Nullable CommonRegion enter(
      RuntimeDirectory directory, String name, long magic, long size, ExistingFile found)
      throws IpcException {
    Descriptor file = found.descriptor();
    try {
      if (found.magic() != magic || found.status().size() < size) {
        throw new CorruptChannelException(
            directory.pathOf(name)
                + ": this file is something else; it was left alone: remove it yourself if nobody"
                + " needs it");
      }
      if (LockByte.MEMBER.of(file).tryLock(true) && Leftover.stands(directory, name, file)) {
        return new CommonRegion(directory, name, file, Mapping.shared(file, size));
      }
      file.close();
      return null;
    } catch (IpcException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** {@return a new region; null if somebody else was faster} */
  private static @Nullable CommonRegion make(
      RuntimeDirectory directory,
      String name,
      long size,
      AccessPolicy policy,
      Consumer<MemorySegment> initializer)
      throws IpcException {
    try (HiddenFile hidden = HiddenFile.create(directory, name, policy.mode())) {
      FileSpace.extend(hidden.file(), size, size);
      LockByte.MEMBER.of(hidden.file()).tryLock(true);
      Mapping mapping = Mapping.shared(hidden.file(), size);
      try {
        initializer.accept(mapping.segment());
        if (hidden.publish(name)) {
          LockByte.OWNER.of(hidden.file()).unlock(); // it has none
          return new CommonRegion(directory, name, hidden.file(), mapping);
        }
      } catch (IpcException | RuntimeException | Error e) {
        mapping.close();
        throw e;
      }
      mapping.close();
      return null;
    }
  }

  /** {@return the file, for messages} */
  public String describe() {
    return file.name();
  }

  /** {@return the memory; an access after close is an exception} */
  public MemorySegment segment() {
    return mapping.segment();
  }

  /** {@return where threads sleep on words of the memory} */
  public Parker parker() {
    return parker;
  }

  /** {@return who of the processes that share the memory is alive} */
  public Liveness liveness() {
    return liveness;
  }

  /**
   * Tries to become the only one who uses the region, after which nobody joins any more.
   *
   * @return whether nobody else uses it
   * @throws IpcException if the kernel refuses
   */
  public boolean tryBeTheLast() throws IpcException {
    return LockByte.MEMBER.of(file).tryLock();
  }

  /**
   * Takes the name away, after {@link #tryBeTheLast}.
   *
   * @throws IpcException if the kernel refuses
   */
  public void unlink() throws IpcException {
    if (Leftover.stands(directory, name, file)) {
      SystemErrors.check(directory.unlink(name), "unlink", describe());
    }
  }

  /** Wakes who is parked, and leaves. */
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
   * Removes what processes left that have all gone.
   *
   * @param directory that the file lies in
   * @param name of the file
   * @param magic first eight bytes of every such region
   * @return whether it was removed; false if somebody uses it, or it is not there
   * @throws IpcException if it is something else, another user's, or the kernel refuses
   */
  public static boolean removeLeftover(RuntimeDirectory directory, String name, long magic)
      throws IpcException {
    var found = ExistingFile.open(directory, name, AccessPolicy.PRIVATE);
    if (found.isEmpty()) {
      return false;
    }
    try (Descriptor file = found.get().descriptor()) {
      if (found.get().magic() != magic || !LockByte.MEMBER.of(file).tryLock()) {
        return false;
      }
      if (Leftover.stands(directory, name, file)) {
        SystemErrors.check(directory.unlink(name), "unlink", directory.pathOf(name));
      }
      return true;
    }
  }
}
