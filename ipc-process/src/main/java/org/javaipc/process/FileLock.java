package org.javaipc.process;

import java.time.Duration;
import java.util.List;
import org.javaipc.IpcException;
import org.javaipc.linux.lock.OfdLock;

/**
 * A lock on a file or a range of it. This object names the lock; the {@link LockFile} holds it, so two objects for the
 * same bytes of the same {@code LockFile} are one lock.
 *
 * <ul>
 *   <li>A shared lock can have any number of holders, an exclusive lock only one.
 *   <li>Taking it as the other kind converts it atomically: no other process can take it in between. If that is not
 * possible, the lock stays as it was. Two holders of a shared lock that both wait for the exclusive one wait for each
 * other until one of them times out.
 *   <li>A wait polls at intervals of at most 20 ms; waiters are not served in order of arrival.
 *   <li>The kernel keeps locks by bytes: taking or releasing a range changes just that range.
 *   <li>The locks are advisory: only processes that request a lock notice it. Locks of {@code flock(2)} are
 * independent of them.
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
   * @throws IllegalStateException if the file is closed, also during the call
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
   * @throws IllegalStateException if the file is closed, also during the call
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
   * Finds who keeps this {@link LockFile} from holding it exclusively, as far as that can be known. The kernel does
   * not say who owns a lock of an open file description. All processes that may be inspected are therefore searched
   * for a descriptor that has one; several processes may share it. Processes of other users and pid namespaces cannot
   * be seen. This takes milliseconds, and the answer may be out of date when it is returned.
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
