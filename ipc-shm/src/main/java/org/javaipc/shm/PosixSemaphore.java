package org.javaipc.shm;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.javaipc.AccessPolicy;
import org.javaipc.IpcException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.linux.semaphore.NamedSemaphore;
import org.javaipc.linux.semaphore.NamedSemaphore.Opening;

/**
 * A POSIX named semaphore: one counter, which C programs open as {@code sem_open("/name", ...)}. It exists until its
 * name is {@linkplain #unlink unlinked} and all processes have closed it, or the machine is restarted. A process that
 * dies does not give back what it took. For mutual exclusion between processes that may be killed, use {@link
 * InterProcessLock}, or a {@link SystemVSemaphoreSet} with undo.
 *
 * <pre>{@code
 * try (PosixSemaphore jobs = PosixSemaphore.openOrCreate("/jobs", AccessPolicy.PRIVATE, 0)) {
 *   jobs.acquire();
 * }
 * }</pre>
 *
 * <p>Times are measured by the monotonic clock, so setting the system's clock neither shortens nor lengthens a wait. A
 * platform thread waits in the kernel, in slices of 100 ms, and notices an interrupt or a close after the current
 * slice. A virtual thread polls with pauses of up to 2 ms, and does not hold its carrier.
 *
 * <p>A process with write permission for the semaphore's file can truncate it. After that, each call throws a {@link
 * org.javaipc.CorruptChannelException}. Only a truncation within the few nanoseconds between reading the value and
 * taking one kills the JVM, and only while that code is interpreted.
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
   * @param access which owners are accepted
   * @return the semaphore
   * @throws IpcException as {@link #open(String)} says
   * @throws IllegalArgumentException if the name is invalid
   */
  public static PosixSemaphore open(String name, AccessPolicy access) throws IpcException {
    return open(name, Opening.EXISTING, access, 0);
  }

  /**
   * Creates a semaphore under an unused name.
   *
   * @param name such as {@code /jobs}
   * @param access its mode, which the umask reduces
   * @param value the initial value, 0 or more
   * @return the semaphore
   * @throws org.javaipc.ObjectExistsException if something has the name
   * @throws org.javaipc.ResourceLimitException if /dev/shm is full, or there is no free descriptor
   * @throws IpcException if the kernel refuses
   * @throws IllegalArgumentException if the name is invalid, or the value is below 0
   */
  public static PosixSemaphore create(String name, AccessPolicy access, int value)
      throws IpcException {
    return open(name, Opening.EXCLUSIVE, access, value);
  }

  /**
   * Opens a semaphore, or creates it. If several processes do so at once, one of them creates it, with its value.
   *
   * @param name such as {@code /jobs}
   * @param access mode of a new semaphore, which the umask reduces, and which owners of an existing one are accepted
   * @param value the initial value of a new semaphore, 0 or more
   * @return the semaphore
   * @throws IpcException as {@link #open(String)} and {@link #create} say
   * @throws IllegalArgumentException if the name is invalid, or the value is below 0
   */
  public static PosixSemaphore openOrCreate(String name, AccessPolicy access, int value)
      throws IpcException {
    return open(name, Opening.CREATE, access, value);
  }

  /**
   * Removes a name. Processes that have the semaphore open keep it; a new semaphore with that name is independent of
   * it.
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
   * Adds one, and wakes one waiting thread.
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
   * Takes one if there is one; does not wait.
   *
   * @return whether one was taken
   * @throws IpcException if the kernel refuses
   * @throws IllegalStateException if this is closed
   */
  public boolean tryAcquire() throws IpcException {
    return semaphore.tryAcquire();
  }

  /**
   * {@return the value at this instant: how many could be taken}
   *
   * @throws IpcException if the kernel refuses
   * @throws IllegalStateException if this is closed
   */
  public int value() throws IpcException {
    return semaphore.value();
  }

  /** Closes the semaphore once no thread uses it; a waiting thread gets an exception. The name stays. */
  @Override
  public void close() {
    semaphore.close();
  }

  @Override
  public String toString() {
    return semaphore.toString();
  }
}
