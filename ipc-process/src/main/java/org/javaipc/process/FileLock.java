package org.javaipc.process;

import java.time.Duration;
import java.util.List;
import org.javaipc.IpcException;
import org.javaipc.linux.lock.OfdLock;

/**
 * A lock on a file or a range of it. This object names it; it is held by the {@link LockFile}, so
 * that two objects for the same bytes of the same {@code LockFile} are one lock.
 *
 * <ul>
 *   <li>Shared: any number may hold it. Exclusive: one alone.
 *   <li>Taking it in the other kind changes it, at once: no other process can take it in between. If that is
 *       not possible, what was held is still held. Two that hold it shared and both wait to have it
 *       exclusively wait for each other until a time is over.
 *   <li>Waiting looks again and again, at most 20 ms apart; the order of arrival does not count.
 *   <li>The kernel keeps locks by bytes: taking or releasing a range changes just that range.
 *   <li>They are advisory: only those who ask for a lock notice it. {@code flock(2)} locks are others.
 * </ul>
 */
public final class FileLock {
  private static final long FIRST_PAUSE = 200_000;
  private static final long LONGEST_PAUSE = 20_000_000;

  private final LockFile file;
  private final long position;
  private final long length;
  private final OfdLock lock;

  FileLock(LockFile file, long position, long length) {
    this.file = file;
    this.position = position;
    this.length = length;
    this.lock = new OfdLock(file.file(), position, length);
  }

  /**
   * Takes it exclusively, if that is possible at once.
   *
   * @return whether it is held so now
   * @throws IpcException if the kernel refuses
   * @throws IllegalStateException if the file is closed
   */
  public boolean tryExclusive() throws IpcException {
    return take(false);
  }

  /**
   * Takes it shared, if that is possible at once.
   *
   * @return whether it is held so now
   * @throws IpcException if the kernel refuses
   * @throws IllegalStateException if the file is closed
   */
  public boolean tryShared() throws IpcException {
    return take(true);
  }

  /**
   * Waits to take it exclusively.
   *
   * @param timeout longest time to wait; zero or less does not wait
   * @return whether it is held so now; false if the timeout elapsed
   * @throws IpcException if the kernel refuses
   * @throws IllegalStateException if the file is closed, also meanwhile
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public boolean exclusive(Duration timeout) throws IpcException, InterruptedException {
    return await(false, timeout);
  }

  /**
   * Waits to take it shared.
   *
   * @param timeout longest time to wait; zero or less does not wait
   * @return whether it is held so now; false if the timeout elapsed
   * @throws IpcException if the kernel refuses
   * @throws IllegalStateException if the file is closed, also meanwhile
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public boolean shared(Duration timeout) throws IpcException, InterruptedException {
    return await(true, timeout);
  }

  /**
   * Releases it; nothing happens if it is not held.
   *
   * @throws IpcException if the kernel refuses
   * @throws IllegalStateException if the file is closed
   */
  public void release() throws IpcException {
    synchronized (file) {
      lock.unlock();
    }
  }

  /**
   * Tells who keeps this {@link LockFile} from holding it exclusively, as well as that can be known.
   * The kernel does not say who owns a lock of an open file description, so all processes that may
   * be looked into are searched for a descriptor that has one: several, if they share it. Of
   * processes of other users and pid namespaces nothing is seen. It takes milliseconds, and may have
   * changed by the time it is told.
   *
   * @return the holder; empty if there is none
   * @throws IpcException if the kernel does not say
   */
  public List<LockHolder> holders() throws IpcException {
    OfdLock.Conflict conflict;
    synchronized (file) {
      conflict = lock.conflict().orElse(null);
    }
    return conflict == null
        ? List.of()
        : LockHolders.find(file.path(), file.descriptor(), position, length, conflict);
  }

  private boolean await(boolean shared, Duration timeout)
      throws IpcException, InterruptedException {
    long deadline = System.nanoTime() + Timeouts.nanos(timeout);
    for (long pause = FIRST_PAUSE; !take(shared); pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      Thread.sleep(Duration.ofNanos(Math.min(pause, left)));
    }
    return true;
  }

  /** Under the lock of the file, so that no number is used that was closed meanwhile. */
  private boolean take(boolean shared) throws IpcException {
    synchronized (file) {
      return lock.tryLock(shared);
    }
  }

  @Override
  public String toString() {
    return length == 0 ? file.path().toString() : file.path() + "[" + position + "+" + length + "]";
  }
}
