package org.javaipc.shm;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.javaipc.AccessPolicy;
import org.javaipc.IpcException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.linux.semaphore.NamedSemaphore;
import org.javaipc.linux.semaphore.NamedSemaphore.Opening;

/**
 * A POSIX named semaphore: one counter, which C programs open as {@code sem_open("/name", ...)}. It
 * lives until its name is {@linkplain #unlink unlinked} and everybody has closed it, or the machine is
 * restarted. A process that dies gives nothing back: for mutual exclusion with processes that may be
 * killed use {@link InterProcessLock}, or a {@link SystemVSemaphoreSet} with undo.
 *
 * <pre>{@code
 * try (PosixSemaphore jobs = PosixSemaphore.openOrCreate("/jobs", AccessPolicy.PRIVATE, 0)) {
 *   jobs.acquire();
 * }
 * }</pre>
 *
 * <p>Times are measured by the monotonic clock: setting the system's clock neither shortens nor
 * lengthens a wait. A platform thread waits in the kernel, in slices of 100 ms, and notices an interrupt
 * or a close after one. A virtual thread asks again and again with pauses of up to 2 ms, and does not
 * hold its carrier.
 *
 * <p>A process that may write the semaphore's file can cut it short. Then each call throws a {@link
 * org.javaipc.CorruptChannelException}; only a cut within the few nanoseconds between looking at the value and taking
 * one ends a JVM that interprets that code at this moment.
 *
 * <p>A name begins with a slash and has no other, and at most 251 characters after it. All methods may
 * be called from any thread.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/sem_overview.7.html">sem_overview(7)</a>
 */
public final class PosixSemaphore implements AutoCloseable {
  private static final long FOREVER = Long.MAX_VALUE;

  private final NamedSemaphore semaphore;

  private PosixSemaphore(NamedSemaphore semaphore) {
    this.semaphore = semaphore;
  }

  /**
   * Opens a semaphore of this user.
   *
   * @param name such as {@code /jobs}
   * @return the semaphore
   * @throws NoSuchObjectException if nothing has the name
   * @throws org.javaipc.AccessRefusedException if it belongs to another user
   * @throws IpcException if the kernel refuses
   * @throws IllegalArgumentException if the name is invalid
   */
  public static PosixSemaphore open(String name) throws IpcException {
    return open(name, Opening.EXISTING, AccessPolicy.PRIVATE, 0);
  }

  /**
   * Opens a semaphore.
   *
   * @param name such as {@code /jobs}
   * @param access whose semaphore is accepted
   * @return the semaphore
   * @throws IpcException as {@link #open(String)} says
   * @throws IllegalArgumentException if the name is invalid
   */
  public static PosixSemaphore open(String name, AccessPolicy access) throws IpcException {
    return open(name, Opening.EXISTING, access, 0);
  }

  /**
   * Makes a semaphore under a name that nothing has.
   *
   * @param name such as {@code /jobs}
   * @param access its mode, which the umask lessens
   * @param value to begin with, 0 or more
   * @return the semaphore
   * @throws org.javaipc.ObjectExistsException if something has the name
   * @throws org.javaipc.ResourceLimitException if /dev/shm is full, or there are too many descriptors
   * @throws IpcException if the kernel refuses
   * @throws IllegalArgumentException if the name is invalid, or the value is below 0
   */
  public static PosixSemaphore create(String name, AccessPolicy access, int value)
      throws IpcException {
    return open(name, Opening.EXCLUSIVE, access, value);
  }

  /**
   * Opens a semaphore, or makes it; of processes that race one makes it, with its value.
   *
   * @param name such as {@code /jobs}
   * @param access mode of a new one, which the umask lessens, and whose semaphore is accepted
   * @param value of a new one, 0 or more
   * @return the semaphore
   * @throws IpcException as {@link #open(String)} and {@link #create} say
   * @throws IllegalArgumentException if the name is invalid, or the value is below 0
   */
  public static PosixSemaphore openOrCreate(String name, AccessPolicy access, int value)
      throws IpcException {
    return open(name, Opening.CREATE, access, value);
  }

  /**
   * Removes a name. Processes that have the semaphore open keep it; a new one of that name is another one.
   *
   * @param name such as {@code /jobs}
   * @throws NoSuchObjectException if nothing has the name
   * @throws org.javaipc.AccessRefusedException if it belongs to another user
   * @throws IpcException if the kernel refuses
   * @throws IllegalArgumentException if the name is invalid
   */
  public static void unlink(String name) throws IpcException {
    NamedSemaphore.unlink(name);
  }

  private static PosixSemaphore open(String name, Opening opening, AccessPolicy access, int value)
      throws IpcException {
    return new PosixSemaphore(NamedSemaphore.open(name, opening, access, value));
  }

  /**
   * Adds one, and wakes one who waits.
   *
   * @throws org.javaipc.ResourceLimitException if the value is 2147483647 (SEM_VALUE_MAX)
   * @throws IpcException if the kernel refuses
   * @throws IllegalStateException if this is closed
   */
  public void post() throws IpcException {
    semaphore.post();
  }

  /**
   * Takes one, once there is one.
   *
   * @throws IpcException if the kernel refuses
   * @throws InterruptedException if the thread is interrupted; nothing was taken
   * @throws IllegalStateException if this is closed, also by another thread during the call
   */
  public void acquire() throws IpcException, InterruptedException {
    while (!semaphore.acquire(FOREVER)) {
      Thread.onSpinWait(); // three centuries are over
    }
  }

  /**
   * Takes one, once there is one.
   *
   * @param timeout longest time to wait; zero or less does not wait
   * @return whether one was taken; false if the timeout elapsed
   * @throws IpcException if the kernel refuses
   * @throws InterruptedException if the thread is interrupted; nothing was taken
   * @throws IllegalStateException if this is closed, also by another thread during the call
   */
  public boolean acquire(Duration timeout) throws IpcException, InterruptedException {
    return semaphore.acquire(TimeUnit.NANOSECONDS.convert(timeout));
  }

  /**
   * Takes one, if there is one.
   *
   * @return whether one was taken
   * @throws IpcException if the kernel refuses
   * @throws IllegalStateException if this is closed
   */
  public boolean tryAcquire() throws IpcException {
    return semaphore.tryAcquire();
  }

  /**
   * {@return how many could be taken at this instant}
   *
   * @throws IpcException if the kernel refuses
   * @throws IllegalStateException if this is closed
   */
  public int value() throws IpcException {
    return semaphore.value();
  }

  /** Closes it once no thread uses it; a waiting thread gets an exception. Its name stays. */
  @Override
  public void close() {
    semaphore.close();
  }

  @Override
  public String toString() {
    return semaphore.toString();
  }
}
