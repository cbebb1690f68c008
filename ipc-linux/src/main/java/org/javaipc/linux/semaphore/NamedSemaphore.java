package org.javaipc.linux.semaphore;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.javaipc.AccessPolicy;
import org.javaipc.AccessRefusedException;
import org.javaipc.CorruptChannelException;
import org.javaipc.IpcException;
import org.javaipc.NoSuchObjectException;
import org.javaipc.ResourceLimitException;
import org.javaipc.TransportUnavailableException;
import org.javaipc.linux.call.CString;
import org.javaipc.linux.call.NativeAccess;
import org.javaipc.linux.call.SystemErrors;
import org.javaipc.linux.call.Timespec;
import org.javaipc.linux.raw.Errno;
import org.javaipc.linux.raw.file.Fcntl;
import org.javaipc.linux.raw.file.Unistd;
import org.javaipc.linux.raw.ipc.Futex;
import org.javaipc.linux.raw.ipc.Semaphore;
import org.javaipc.spi.MemoryFault;
import org.jspecify.annotations.Nullable;

/**
 * The calls of an open POSIX named semaphore. All methods may be called from any thread; {@link #close}
 * waits for those that are using it.
 *
 * <p>libc opens it, but the operations are implemented here. Any process with write permission can truncate the file of
 * a semaphore, and then libc's own atomics kill the process. Here the kernel does the addition, and reports missing
 * memory; the JVM guards loads; only taking one is a compare-and-set, right after a load.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/sem_overview.7.html">sem_overview(7)</a>
 */
public final class NamedSemaphore implements AutoCloseable {
  /** Highest value: SEM_VALUE_MAX. */
  public static final int HIGHEST_VALUE = Semaphore.SEM_VALUE_MAX;

  /** Size of {@code sem_t} where pointers have 64 bits. */
  private static final long SIZE = 32;

  /** The {@code data} of glibc's {@code struct new_sem}: its lower half is the value, its upper one counts waiters. */
  private static final long DATA = 0;

  /** On this word waiters sleep while it is 0. */
  private static final long VALUE = DATA;

  private static final long WAITERS = DATA + Integer.BYTES;

  private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

  private final String name;
  private final long address;
  private final MemorySegment memory;
  private int users; // guarded by this
  private boolean closed; // guarded by this

  private NamedSemaphore(String name, long address) {
    this.name = name;
    this.address = address;
    this.memory = MemorySegment.ofAddress(address).reinterpret(SIZE);
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
   * @param name as C has it: a slash, and then 1 to 251 characters other than a slash
   * @param opening whether it may or must be there
   * @param access mode of a new semaphore, which the umask reduces, and which owners are accepted
   * @param value of a new semaphore
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
    if (!Semaphore.isGlibc()) {
      throw new TransportUnavailableException(
          describe(name) + ": POSIX semaphores need glibc's layout, but this is another libc");
    }
    if (value < 0) {
      throw new IllegalArgumentException("value=" + value + " is not within 0 to " + HIGHEST_VALUE);
    }
    try (Arena arena = Arena.ofConfined()) {
      long address =
          Semaphore.sem_open(CString.of(arena, name), opening.flags, access.mode(), value);
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

  /** Checks the owner: a name that another user took first is a trap, whatever its mode allows. */
  private void requireTrusted(AccessPolicy access) throws IpcException {
    Map<String, Object> owner;
    try {
      owner = Files.readAttributes(file(name), "unix:uid,gid");
    } catch (NoSuchFileException e) {
      return; // it was unlinked meanwhile, and is not a trap any more
    } catch (IOException e) {
      throw new IpcException(this + ": its owner is unknown: " + e, e);
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
   * Removes a name; processes that have the semaphore open keep it.
   *
   * @param name as C has it
   * @throws NoSuchObjectException if nothing has the name
   * @throws IpcException if the kernel refuses
   */
  public static void unlink(String name) throws IpcException {
    NativeAccess.require();
    checkName(name);
    try (Arena arena = Arena.ofConfined()) {
      int returned = Semaphore.sem_unlink(CString.of(arena, name));
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
      if (load() == HIGHEST_VALUE) {
        throw new ResourceLimitException(
            this
                + ": its value is SEM_VALUE_MAX="
                + HIGHEST_VALUE
                + ", a fixed limit; it is posted more often than it is taken");
      }
      if (Futex.addAndWakeOne(address + VALUE, 1, address + VALUE) < 0) {
        throw cutShort(null);
      }
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
      return tryTake();
    } finally {
      exit();
    }
  }

  /**
   * Takes one once there is one.
   *
   * @param nanos longest time to wait, by the monotonic clock
   * @return whether it was taken; false if the timeout elapsed
   * @throws IpcException if the kernel refuses
   * @throws InterruptedException if the thread is interrupted; nothing was taken
   */
  public boolean acquire(long nanos) throws IpcException, InterruptedException {
    enter();
    try {
      return tryTake() || (nanos > 0 && takeAsWaiter(nanos));
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
    try {
      return load();
    } finally {
      exit();
    }
  }

  /** As one whom those wake that post, who look how many wait. */
  private boolean takeAsWaiter(long nanos) throws IpcException, InterruptedException {
    addWaiter(1);
    boolean taken = false;
    try {
      taken = TimedSlices.await(this::tryUnlessClosed, nanos);
      return taken;
    } finally {
      addWaiter(-1);
      if (!taken && load() > 0) {
        Futex.wakeOne(address + VALUE); // the wake-up may have been meant for any waiter
      }
    }
  }

  private void addWaiter(int count) throws IpcException {
    long waiters = address + WAITERS;
    if (Futex.addAndWakeOne(waiters, count, waiters) < 0) {
      throw cutShort(null);
    }
  }

  private boolean tryUnlessClosed(long nanos) throws IpcException {
    synchronized (this) {
      requireOpen();
    }
    if (nanos > 0 && load() == 0) {
      sleep(nanos);
    }
    return tryTake();
  }

  private void sleep(long nanos) throws IpcException {
    int returned = Futex.waitOn(address + VALUE, 0, Timespec.of(nanos));
    if (!Errno.wouldBlock(returned) && !Errno.timedOut(returned) && !Errno.interrupted(returned)) {
      SystemErrors.check(returned, "futex", toString());
    }
  }

  private int load() throws IpcException {
    try (MemoryFault.SETTLED) {
      return (int) INT.getVolatile(memory, VALUE);
    } catch (InternalError e) {
      throw cutShort(e);
    }
  }

  private boolean tryTake() throws IpcException {
    try (MemoryFault.SETTLED) {
      while (true) {
        long data = (long) LONG.getVolatile(memory, DATA);
        MemoryFault.settle();
        if ((int) data == 0) {
          return false;
        }
        if (LONG.compareAndSet(memory, DATA, data, data - 1)) {
          return true;
        }
      }
    } catch (InternalError e) {
      throw cutShort(e);
    }
  }

  private CorruptChannelException cutShort(@Nullable InternalError e) {
    return new CorruptChannelException(
        this + ": its file was cut short while it was mapped; unlink it and create it again", e);
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

  /** Closes it once no thread uses it; a waiting thread gets an {@link IllegalStateException}. */
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
          "name=" + name + " must be a slash followed by 1 to 251 characters other than a slash");
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
