package org.javaipc.linux;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.javaipc.AccessRefusedException;
import org.javaipc.IpcException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.ResourceLimitException;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.Fcntl;
import org.javaipc.linux.raw.Futex;
import org.javaipc.linux.raw.Semaphore;
import org.javaipc.linux.raw.Unistd;
import org.javaipc.spi.AccessPolicy;

/**
 * The calls of an open POSIX named semaphore. All methods may be called from any thread; {@link #close}
 * waits for those that are using it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/sem_overview.7.html">sem_overview(7)</a>
 */
public final class NamedSemaphore implements AutoCloseable {
  /** Highest value: SEM_VALUE_MAX. */
  public static final int HIGHEST_VALUE = Semaphore.SEM_VALUE_MAX;

  private static final boolean MONOTONIC = Semaphore.hasClockwait();

  private final String name;
  private final long address;
  private int users; // guarded by this
  private boolean closed; // guarded by this

  private NamedSemaphore(String name, long address) {
    this.name = name;
    this.address = address;
  }

  /** How a semaphore is opened. */
  public enum Opening {
    /** It must be there. */
    EXISTING(0),
    /** It is made if it is not there. */
    CREATE(Fcntl.O_CREAT),
    /** It must not be there. */
    EXCLUSIVE(Fcntl.O_CREAT | Fcntl.O_EXCL);

    private final int flags;

    Opening(int flags) {
      this.flags = flags;
    }
  }

  /**
   * Opens a semaphore.
   *
   * @param name as C has it: a slash, and then 1 to 251 characters that are no slash
   * @param opening whether it may or must be there
   * @param access mode of one that is made, which the umask lessens, and whose semaphore is accepted
   * @param value of one that is made
   * @return the semaphore, open
   * @throws NoSuchObjectException if it is not there and should be
   * @throws org.javaipc.ObjectExistsException if it is there and should not be
   * @throws AccessRefusedException if this user may not use it, or its owner is not trusted
   * @throws IpcException if the kernel refuses
   */
  public static NamedSemaphore open(String name, Opening opening, AccessPolicy access, int value)
      throws IpcException {
    NativeAccess.require();
    checkName(name);
    if (value < 0) {
      throw new IllegalArgumentException("value=" + value + " is not within 0 to " + HIGHEST_VALUE);
    }
    try (Arena arena = Arena.ofConfined()) {
      long address =
          Semaphore.sem_open(arena.allocateFrom(name), opening.flags, access.mode(), value);
      SystemErrors.check(address, "sem_open", describe(name));
      NamedSemaphore semaphore = new NamedSemaphore(name, address);
      try {
        semaphore.requireTrusted(access);
        return semaphore;
      } catch (IpcException e) {
        semaphore.close();
        throw e;
      }
    }
  }

  /** A name that another user took first is a trap, whatever its mode allows. */
  private void requireTrusted(AccessPolicy access) throws IpcException {
    Map<String, Object> owner;
    try {
      owner = Files.readAttributes(file(name), "unix:uid,gid");
    } catch (NoSuchFileException e) {
      return; // it was unlinked meanwhile, and is nobody's trap any more
    } catch (IOException e) {
      throw new IpcException(this + ": its owner cannot be told: " + e, e);
    }
    int uid = (int) requireNonNull(owner.get("uid"));
    int gid = (int) requireNonNull(owner.get("gid"));
    if (!access.trusts(uid, gid, Unistd.geteuid())) {
      throw new AccessRefusedException(
          "%s: it belongs to uid=%s, who is not trusted; trust that user, or use another name"
              .formatted(this, Integer.toUnsignedString(uid)));
    }
  }

  private static Path file(String name) {
    return Path.of("/dev/shm/sem." + name.substring(1));
  }

  /**
   * Removes a name; who has the semaphore open goes on.
   *
   * @param name as C has it
   * @throws NoSuchObjectException if nothing has the name
   * @throws IpcException if the kernel refuses
   */
  public static void unlink(String name) throws IpcException {
    NativeAccess.require();
    checkName(name);
    try (Arena arena = Arena.ofConfined()) {
      int returned = Semaphore.sem_unlink(arena.allocateFrom(name));
      SystemErrors.check(returned, "sem_unlink", describe(name));
    }
  }

  /**
   * Adds one and wakes a waiter.
   *
   * @throws ResourceLimitException if its value is the highest
   * @throws IpcException if the kernel refuses
   */
  public void post() throws IpcException {
    enter();
    try {
      int returned = Semaphore.sem_post(address);
      if (Errno.outOfRange(returned)) {
        throw new ResourceLimitException(
            this
                + ": sem_post failed with EOVERFLOW: its value is SEM_VALUE_MAX="
                + HIGHEST_VALUE
                + ", which nothing raises; it is posted more often than it is taken");
      }
      SystemErrors.check(returned, "sem_post", toString());
    } finally {
      exit();
    }
  }

  /**
   * Takes one if there is one.
   *
   * @return whether there was one
   * @throws IpcException if the kernel refuses
   */
  public boolean tryAcquire() throws IpcException {
    enter();
    try {
      return tryFor(0);
    } finally {
      exit();
    }
  }

  /**
   * Takes one once there is one.
   *
   * @param nanos longest time to wait, by a clock that nobody sets
   * @return whether it was taken; false if the time was over
   * @throws IpcException if the kernel refuses
   * @throws InterruptedException if the thread is interrupted; nothing was taken
   */
  public boolean acquire(long nanos) throws IpcException, InterruptedException {
    enter();
    try {
      return tryFor(0) || (nanos > 0 && TimedSlices.await(this::tryUnlessClosed, nanos));
    } finally {
      exit();
    }
  }

  /**
   * {@return how many could be taken at this instant}
   *
   * @throws IpcException if the kernel refuses
   */
  public int value() throws IpcException {
    enter();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(ValueLayout.JAVA_INT);
      SystemErrors.check(Semaphore.sem_getvalue(address, value), "sem_getvalue", toString());
      return value.get(ValueLayout.JAVA_INT, 0);
    } finally {
      exit();
    }
  }

  private boolean tryUnlessClosed(long nanos) throws IpcException {
    synchronized (this) {
      requireOpen();
    }
    return tryFor(nanos);
  }

  private boolean tryFor(long nanos) throws IpcException {
    int returned = nanos > 0 ? sleep(nanos) : Semaphore.sem_trywait(address);
    if (Errno.wouldBlock(returned) || Errno.timedOut(returned) || Errno.interrupted(returned)) {
      return false;
    }
    SystemErrors.check(returned, nanos > 0 ? "sem_clockwait" : "sem_trywait", toString());
    return true;
  }

  /** A libc without a monotonic wait would sleep too long after a clock step: look again soon. */
  private int sleep(long nanos) {
    if (MONOTONIC) {
      long until = Timespec.of(System.nanoTime() + nanos); // nanoTime is the monotonic clock
      return Semaphore.sem_clockwait(address, Futex.CLOCK_MONOTONIC, until);
    }
    LockSupport.parkNanos(Math.min(nanos, 1_000_000));
    return Semaphore.sem_trywait(address);
  }

  private synchronized void enter() {
    requireOpen();
    users++;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException(this + " is closed");
    }
  }

  private synchronized void exit() {
    users--;
    if (closed) {
      notifyAll();
    }
  }

  /** Closes it once nobody uses it; who waits gets {@link IllegalStateException}. */
  @Override
  public void close() {
    boolean interrupted = false;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      while (users > 0) {
        try {
          wait();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    Semaphore.sem_close(address);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void checkName(String name) {
    if (!name.matches("/[^/\0]{1,251}")) {
      throw new IllegalArgumentException(
          "name=" + name + " is not a slash and 1 to 251 characters that are no slash");
    }
  }

  private static String describe(String name) {
    return "semaphore " + name + " (" + file(name) + ")";
  }

  @Override
  public String toString() {
    return describe(name);
  }
}
