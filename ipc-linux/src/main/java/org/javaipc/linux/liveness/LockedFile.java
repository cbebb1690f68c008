package org.javaipc.linux.liveness;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.javaipc.AccessPolicy;
import org.javaipc.AccessRefusedException;
import org.javaipc.ChannelBusyException;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.file.Descriptor;
import org.javaipc.linux.file.FileAccess;
import org.javaipc.linux.lock.LockByte;
import org.javaipc.linux.lock.OfdLock;
import org.javaipc.linux.raw.file.Fcntl;

/**
 * A small text in a file of a {@link RuntimeDirectory}, by which others find its owner. It appears
 * whole, with its owner's lock held; a process that finds it without that lock removes it.
 *
 * <p>For one thread at a time; {@link #close} may be called from others.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/F_OFD_SETLK.2const.html">F_OFD_SETLK(2)</a>
 */
public final class LockedFile implements AutoCloseable {
  private static final int LONGEST = 4096;
  private static final long REMOVER_PATIENCE = 1_000_000_000;
  private static final long REMOVER_PAUSE = 100_000;

  private final RuntimeDirectory directory;
  private final String name;
  private final Descriptor file;
  private final OfdLock owner;
  private final MemorySegment flock = Arena.ofAuto().allocate(Fcntl.FLOCK);

  private LockedFile(RuntimeDirectory directory, String name, Descriptor file) {
    this.directory = directory;
    this.name = name;
    this.file = file;
    this.owner = LockByte.OWNER.of(file);
  }

  /**
   * Creates a file, which this process owns until it closes it or dies.
   *
   * @param directory that it lies in
   * @param name of the file, such as {@code orders.signal}
   * @param policy mode of the file, and whose leftover is removed
   * @param text that it holds; its first word tells its kind, and another file that begins otherwise
   *     is left alone
   * @return the file
   * @throws ChannelBusyException if the name has a live owner
   * @throws AccessRefusedException if the name belongs to a user who is not trusted, or to
   *     something that is not a regular file; it is left alone
   * @throws CorruptChannelException if the name belongs to a file of another kind
   * @throws IpcException if the file cannot be created
   */
  public static LockedFile create(
      RuntimeDirectory directory, String name, AccessPolicy policy, String text)
      throws IpcException {
    RuntimeDirectory.requireFree(name);
    directory.liveness(); // removes what the dead have left there
    try (UnpublishedFile hidden =
        UnpublishedFile.create(
            directory, name, FileAccess.of(directory.access(policy)).forLocks())) {
      LockedFile owned = new LockedFile(directory, name, hidden.file());
      owned.write(text, 0);
      long start = System.nanoTime();
      while (!hidden.publish(name)) {
        if (!clearName(directory, name, policy, kind(text))) {
          if (System.nanoTime() - start > REMOVER_PATIENCE) {
            throw new ChannelBusyException(
                owned
                    + ": another process began to remove a dead owner's file and has not finished; is it stopped?");
          }
          LockSupport.parkNanos(REMOVER_PAUSE);
        }
      }
      return owned;
    }
  }

  /**
   * Finds a file whose owner is alive; what a dead owner left behind is removed if this user has permission.
   *
   * @param directory that it lies in
   * @param name of the file
   * @param policy whose files are accepted
   * @param kind the first word of its text
   * @return the file, to be closed; empty if there is none
   * @throws AccessRefusedException if the name belongs to a user who is not trusted, or to
   *     something that is not a regular file
   * @throws CorruptChannelException if the name belongs to a file of another kind
   * @throws IpcException if it cannot be opened
   */
  public static Optional<LockedFile> find(
      RuntimeDirectory directory, String name, AccessPolicy policy, String kind)
      throws IpcException {
    Optional<LockedFile> found = open(directory, name, policy, kind);
    if (found.isEmpty() || found.get().isOwned()) {
      return found;
    }
    try (LockedFile left = found.get()) {
      StaleFile.remove(directory, name, left.file);
    } catch (AccessRefusedException e) {
      // The next owner of that user removes it.
    }
    return Optional.empty();
  }

  /**
   * Opens a file to look at it, whether its owner lives or not.
   *
   * @param directory that it lies in
   * @param name of the file
   * @param policy whose files are accepted
   * @param kind the first word of its text
   * @return the file, to be closed; empty if there is none
   * @throws IpcException as {@link #find} says
   */
  public static Optional<LockedFile> open(
      RuntimeDirectory directory, String name, AccessPolicy policy, String kind)
      throws IpcException {
    Optional<ExistingFile> existing = ExistingFile.open(directory, name, policy);
    if (existing.isEmpty()) {
      return Optional.empty();
    }
    LockedFile found = new LockedFile(directory, name, existing.get().descriptor());
    try {
      if (!kind(found.text()).equals(kind)) {
        throw new CorruptChannelException(
            found
                + ": this file is not a channel of this kind and was left alone; remove it yourself if it"
                + " is not needed");
      }
      return Optional.of(found);
    } catch (IpcException | RuntimeException e) {
      found.close();
      throw e;
    }
  }

  /**
   * {@return whether another one than this object owns the file and lives} It allocates nothing.
   *
   * @throws IpcException if the lock cannot be looked at
   */
  public boolean isOwned() throws IpcException {
    return owner.isHeldElsewhere(flock);
  }

  /**
   * {@return the text, at most 4096 bytes of it; any process may have written it}
   *
   * @throws IpcException if it cannot be read
   */
  public String text() throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(LONGEST);
      long length = file.read(bytes, 0);
      return new String(
          bytes.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }
  }

  /**
   * Overwrites a part of the text.
   *
   * @param text new one
   * @param offset in bytes
   * @throws IpcException if it cannot be written
   */
  public void write(String text, long offset) throws IpcException {
    try (Arena arena = Arena.ofConfined()) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      MemorySegment buffer = arena.allocate(bytes.length);
      buffer.copyFrom(MemorySegment.ofArray(bytes));
      file.write(buffer, offset);
    }
  }

  /**
   * {@return whether the name still stands for this file}
   *
   * @throws IpcException if the kernel does not say
   */
  public boolean isNamed() throws IpcException {
    return StaleFile.stands(directory, name, file);
  }

  /**
   * Removes the name, which this process owns; the file stays open.
   *
   * @throws IpcException if the kernel refuses
   */
  public void unlink() throws IpcException {
    if (StaleFile.stands(directory, name, file)) {
      SystemErrors.check(directory.unlink(name), "unlink", toString());
    }
  }

  /**
   * Removes the file, if its owner is dead.
   *
   * @return whether it is gone
   * @throws IpcException if the kernel refuses
   */
  public boolean removeLeftover() throws IpcException {
    return StaleFile.remove(directory, name, file);
  }

  /** Closes the file, and with it ends being its owner; repeating it does nothing. */
  @Override
  public void close() {
    file.close();
  }

  @Override
  public String toString() {
    return directory.pathOf(name);
  }

  private static boolean clearName(
      RuntimeDirectory directory, String name, AccessPolicy policy, String kind)
      throws IpcException {
    Optional<LockedFile> found = open(directory, name, policy, kind);
    if (found.isEmpty()) {
      return true;
    }
    try (LockedFile other = found.get()) {
      if (other.isOwned()) {
        throw new ChannelBusyException(
            other + ": another process has this name; close it there first, or use another name");
      }
      return other.removeLeftover();
    }
  }

  private static String kind(String text) {
    int end = text.indexOf(' ');
    return end < 0 ? text : text.substring(0, end);
  }
}
