package org.javaipc.shm;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.javaipc.AccessPolicy;
import org.javaipc.Address;
import org.javaipc.IpcException;
import org.javaipc.linux.liveness.RuntimeDirectory;
import org.jspecify.annotations.Nullable;

/**
 * A lock that one thread of one process holds at a time. Processes find it by its name in their runtime directory. If
 * its owner is killed, a waiter gets the lock within milliseconds and learns of the death:
 *
 * <pre>{@code
 * try (InterProcessLock lock = InterProcessLock.open("counter")) {
 *   if (lock.lock() == Acquisition.AFTER_DEATH) {
 *     repair(); // the last owner died in the middle of it
 *   }
 *   try {
 *     change();
 *   } finally {
 *     lock.unlock();
 *   }
 * }
 * }</pre>
 *
 * <p>It is not reentrant and not fair: a thread that asks first may get it later. A stopped process keeps the lock.
 * Within a process it works for platform and virtual threads, through any number of objects with the same name. Taking
 * a free lock makes two system calls, as does releasing it; neither allocates anything. The kernel keeps the lock, so
 * truncating the lock's file causes a {@link org.javaipc.CorruptChannelException}, but neither two owners nor a crash.
 *
 * <p>If its file is removed or replaced, other processes create a new lock with that name, unrelated to this one. From
 * then on, both taking and releasing this lock throw a {@link org.javaipc.CorruptChannelException}, so two processes
 * never both hold it without an error. Once a process has closed all its objects of the name, it finds the new lock
 * when it opens one.
 *
 * <p>A name is 1 to 64 of {@code A-Z a-z 0-9 . _ -}. The last process that closes the lock removes its file, unless the
 * next owner must still learn of a death. All methods may be called from any thread, except that only the thread that
 * took the lock may release it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/futex.2.html">futex(2)</a>
 */
public final class InterProcessLock implements AutoCloseable {
  /** Suffix of the names of lock files. */
  static final String SUFFIX = ".lock";

  private static final long FOREVER = Long.MAX_VALUE;
  private static final long SLICE = 50_000_000;
  private static final int CLOSED = 1 << 30;

  private final LocalLock local;

  /** How many calls are running, combined with {@link #CLOSED}. */
  private final AtomicInteger users = new AtomicInteger();

  private final AtomicReference<@Nullable Thread> owner = new AtomicReference<>();

  private InterProcessLock(LocalLock local) {
    this.local = local;
  }

  /**
   * Opens a lock of this user in the usual runtime directory, and creates it if it does not exist.
   *
   * @param name of the lock
   * @return the lock, not taken
   * @throws org.javaipc.CorruptChannelException if something else has the name; it is left alone
   * @throws org.javaipc.AccessRefusedException if it belongs to another user
   * @throws org.javaipc.ResourceLimitException if /dev/shm is full, or descriptors have run out
   * @throws IpcException if the kernel refuses
   * @throws IllegalArgumentException if the name is invalid
   */
  public static InterProcessLock open(String name) throws IpcException {
    return open(name, Optional.empty(), AccessPolicy.PRIVATE);
  }

  /**
   * Opens a lock, and creates it if it does not exist.
   *
   * @param name of the lock
   * @param directory the runtime directory, if not the usual one
   * @param access mode of a new lock, and which owners of an existing one are accepted
   * @return the lock, not taken
   * @throws IpcException as {@link #open(String)} says
   * @throws IllegalArgumentException if the name is invalid
   */
  public static InterProcessLock open(String name, Optional<Path> directory, AccessPolicy access)
      throws IpcException {
    if (!Address.isPlainName(name)) {
      throw new IllegalArgumentException(
          "name=" + name + " must be 1 to 64 characters of A-Z a-z 0-9 . _ -");
    }
    RuntimeDirectory.requireFree(name + SUFFIX);
    return new InterProcessLock(
        LocalLock.open(RuntimeDirectory.open(directory, access), name, access));
  }

  /**
   * Takes the lock, waiting until it is free or its owner is dead.
   *
   * @return {@link Acquisition#ACQUIRED} or {@link Acquisition#AFTER_DEATH}
   * @throws org.javaipc.CorruptChannelException if the lock's file was cut short, removed or replaced; the lock is not
   *     held
   * @throws IpcException if the owner's process cannot be watched, for lack of descriptors
   * @throws InterruptedException if the thread is interrupted while it waits; the lock is not held
   * @throws IllegalStateException if this thread has it already, or this is closed, also by another
   *     thread during the call
   */
  public Acquisition lock() throws IpcException, InterruptedException {
    return lock(FOREVER);
  }

  /**
   * Takes the lock if it is free or its owner is dead; does not wait.
   *
   * @return what came of it
   * @throws org.javaipc.CorruptChannelException as {@link #lock()} says
   * @throws IpcException if the owner's process cannot be watched, for lack of descriptors
   * @throws IllegalStateException if this thread has it already, or this is closed
   */
  public Acquisition tryLock() throws IpcException {
    enter();
    try {
      if (!local.gate().tryAcquire()) {
        return Acquisition.NOT_ACQUIRED;
      }
      Acquisition acquisition = Acquisition.NOT_ACQUIRED;
      try {
        acquisition = local.word().tryLock();
      } finally {
        settle(acquisition);
      }
      return acquisition;
    } finally {
      exit();
    }
  }

  /**
   * Takes the lock, waiting until it is free or its owner is dead.
   *
   * @param timeout longest time to wait; zero or less does not wait
   * @return what came of it
   * @throws IpcException as {@link #lock()} says
   * @throws InterruptedException if the thread is interrupted while it waits; the lock is not held
   * @throws IllegalStateException as {@link #lock()} says
   */
  public Acquisition tryLock(Duration timeout) throws IpcException, InterruptedException {
    return lock(TimeUnit.NANOSECONDS.convert(timeout));
  }

  private Acquisition lock(long nanos) throws IpcException, InterruptedException {
    enter();
    try {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      long start = System.nanoTime();
      if (!local.gate().tryAcquire() && !passGate(nanos, start)) {
        return Acquisition.NOT_ACQUIRED;
      }
      return throughGate(nanos, start);
    } finally {
      exit();
    }
  }

  private boolean passGate(long nanos, long start) throws InterruptedException {
    for (long left = nanos; left > 0; left = nanos - (System.nanoTime() - start)) {
      if (local.gate().tryAcquire(Math.min(left, SLICE), TimeUnit.NANOSECONDS)) {
        return true;
      }
      requireOpen();
    }
    return false;
  }

  private Acquisition throughGate(long nanos, long start)
      throws IpcException, InterruptedException {
    Acquisition acquisition = Acquisition.NOT_ACQUIRED;
    try {
      acquisition = local.word().tryLock();
      long left = nanos;
      while (!acquisition.isHeld() && left > 0) {
        acquisition = local.word().await(left);
        if (!acquisition.isHeld()) {
          if (Thread.interrupted()) {
            throw new InterruptedException();
          }
          requireOpen();
        }
        left = nanos - (System.nanoTime() - start);
      }
    } finally {
      settle(acquisition);
    }
    return acquisition;
  }

  private void settle(Acquisition acquisition) {
    if (acquisition.isHeld()) {
      owner.set(Thread.currentThread());
    } else {
      local.gate().release();
    }
  }

  /**
   * Releases the lock, and wakes the waiters. If its file was truncated, the next holder finds out.
   *
   * @throws org.javaipc.CorruptChannelException if the lock's file was removed or replaced meanwhile, so another
   *     process may have held a new lock with that name at the same time; this lock is released
   * @throws IpcException if the kernel does not say whether it was; the lock is released
   * @throws IllegalStateException if the calling thread has not taken it through this object
   */
  public void unlock() throws IpcException {
    Thread thread = Thread.currentThread();
    users.incrementAndGet();
    try {
      if (!owner.compareAndSet(thread, null)) {
        throw new IllegalStateException(
            local + ": thread=" + thread.getName() + " does not hold it, or it is closed");
      }
      try {
        local.word().unlock();
      } finally {
        local.gate().release();
      }
    } finally {
      exit();
    }
  }

  /** {@return whether the calling thread has taken it through this object} */
  public boolean isHeldByCurrentThread() {
    return Thread.currentThread().equals(owner.get());
  }

  /**
   * {@return which process holds the lock at this instant, for messages; empty if none does}
   *
   * @throws IllegalStateException if this is closed
   */
  public Optional<String> owner() {
    requireOpen();
    return local.word().describeOwner();
  }

  private void enter() {
    if (isHeldByCurrentThread()) {
      throw new IllegalStateException(
          local
              + ": thread="
              + Thread.currentThread().getName()
              + " already holds it; it is not reentrant");
    }
    if ((users.incrementAndGet() & CLOSED) != 0) {
      exit();
      throw closed();
    }
  }

  private void exit() {
    users.decrementAndGet();
  }

  private void requireOpen() {
    if ((users.get() & CLOSED) != 0) {
      throw closed();
    }
  }

  private IllegalStateException closed() {
    return new IllegalStateException(local + " is closed");
  }

  /**
   * Closes this lock object; threads that wait on it stop waiting. If a thread has taken the lock through this object,
   * the next owner gets {@link Acquisition#AFTER_DEATH}, as if this process had died, since what the lock protects may
   * be half changed. Repeating it does nothing.
   *
   * @throws IpcException if the kernel refuses to release a resource
   */
  @Override
  public void close() throws IpcException {
    int before = users.getAndUpdate(now -> now | CLOSED);
    if ((before & CLOSED) != 0) {
      return;
    }
    boolean interrupted = false;
    while (users.get() != CLOSED) {
      local.word().wake();
      try {
        Thread.sleep(1);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (owner.getAndSet(null) != null) {
      local.word().abandon();
      local.gate().release();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    local.close();
  }

  @Override
  public String toString() {
    return local.toString();
  }
}
